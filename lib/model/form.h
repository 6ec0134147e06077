/* form.h - the words of model.json. Owns: how enumerations are spelled, the schema, the tail that holds the checksum. Must not know: the rest. */
#ifndef ICP_I_MODEL_FORM_H
#define ICP_I_MODEL_FORM_H

#include "icpcluster/model.h"

#define ICP_I_MODEL_SCHEMA "icp-model/1"
#define ICP_I_MODEL_HEAD "{\"schema\":\"icp-model/"
#define ICP_I_MODEL_KEY "\"checksum\":\""
#define ICP_I_MODEL_END "\"}\n"
#define ICP_I_MODEL_LIMIT ((size_t)64 << 20)

extern const char *const icp_i_model_shapes[5], *const icp_i_model_sources[5], *const icp_i_model_ops[3];

#endif
