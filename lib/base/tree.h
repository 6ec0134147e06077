/* tree.h - walking and removing directories without following links. Must not know: whose they are. */
#ifndef ICP_I_TREE_H
#define ICP_I_TREE_H

#include <stdbool.h>

/* Calls `each` for every name in the open directory, "." and ".." left out; false when it cannot be read. */
bool icp_i_tree_each(int directory, void (*each)(int directory, const char *name, void *context), void *context);
/* Removes `name` in the open directory with everything below it; links are removed, not followed. True when it is gone. */
bool icp_i_tree_remove(int directory, const char *name);

#endif
