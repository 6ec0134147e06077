/* questions.h - which of the five questions this data can answer, and which column would unlock the others. Owns: those sentences. Must not know:
 * how anything was computed. */
#ifndef ICP_I_QUESTIONS_H
#define ICP_I_QUESTIONS_H

#include "run/intake.h"

/* Fills made.questions. ran: a run has been made, so that models and segments are known too. */
icp_status icp_i_questions(icp_i_intake *in, bool ran, icp_error *err);

#endif
