/* customers.h - a small table of customers with its roles, built in memory, for tests of the segment room. */
#ifndef ICP_T_CUSTOMERS_H
#define ICP_T_CUSTOMERS_H

#include "segment/frame.h"

#define ICP_T_COLUMNS 48

/* Columns are added with their role; usage and traits keep the order they are added in. Everything is copied but event texts. */
typedef struct icp_t_customers {
    icp_table *table;
    icp_role_map roles;
    icp_settings settings;
    icp_i_pool *pool;
    icp_i_frame frame;
    size_t usage[ICP_T_COLUMNS], traits[ICP_T_COLUMNS];
    const char *event[1], *nonevent[1];
    size_t rows;
    const size_t *order; /* NULL, or: table row i is given row order[i] of every column added */
} icp_t_customers;

void icp_t_customers_start(icp_t_customers *c, size_t rows, const size_t *order);
/* The same over a table made elsewhere, which the customers then own. */
void icp_t_customers_over(icp_t_customers *c, icp_table *table);
void icp_t_customers_number(icp_t_customers *c, icp_role role, const char *name, const double *values);
void icp_t_customers_text(icp_t_customers *c, icp_role role, const char *name, const char *const *values);
/* Gives a role to a column that is there. */
void icp_t_customers_role(icp_t_customers *c, icp_role role, const char *name);
/* The values of the outcome role; nonevent NULL = every other value. */
void icp_t_customers_events(icp_t_customers *c, icp_role role, const char *event, const char *nonevent);
/* Makes the frame; false (and a failed check) when it cannot. */
bool icp_t_customers_frame(icp_t_customers *c);
void icp_t_customers_free(icp_t_customers *c);

#endif
