/* outcome_world.h - simulated exports with one outcome, and the model fitted to it. */
#ifndef ICP_T_OUTCOME_WORLD_H
#define ICP_T_OUTCOME_WORLD_H

#include "support/customers.h"

#include "segment/outcomes.h"

#define ICP_T_OUTCOME_ROWS 3000

/* Columns of a simulated export; unused ones stay NULL or are not added. */
typedef struct icp_t_outcome_world {
    size_t rows;
    double usage[ICP_T_OUTCOME_ROWS], size[ICP_T_OUTCOME_ROWS];
    const char *id[ICP_T_OUTCOME_ROWS], *group[ICP_T_OUTCOME_ROWS], *trait[ICP_T_OUTCOME_ROWS];
    const char *service[ICP_T_OUTCOME_ROWS], *outcome[ICP_T_OUTCOME_ROWS];
    char id_text[ICP_T_OUTCOME_ROWS][24], group_text[ICP_T_OUTCOME_ROWS][24];
    bool grouped;
    const size_t *order;
} icp_t_outcome_world;

/* Rows with their ids. Free with free(). */
icp_t_outcome_world *icp_t_outcome_world_new(size_t rows);
/* Usage, size, trait and an outcome that depends on usage (log odds .9) and trait (green 1.2, blue -1); index: which of the worlds. */
void icp_t_outcome_plant(icp_t_outcome_world *w, uint64_t index);
/* The customers of a world, with their frame; false (and a failed check) when it cannot be made. */
bool icp_t_outcome_start(icp_t_customers *c, const icp_t_outcome_world *w);

/* A fit that must succeed. */
icp_i_outcome icp_t_outcome_fit(icp_t_customers *c, icp_role role);
/* The coefficient of a term, or NULL. */
const icp_coefficient *icp_t_term(const icp_outcome_model *model, const char *name);

#endif
