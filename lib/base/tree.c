/* tree.c - see tree.h. */
#include "base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define DEEPEST 64 /* each level holds a file descriptor */

bool icp_i_tree_each(int directory, void (*each)(int directory, const char *name, void *context), void *context)
{
    int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* closedir closes what fdopendir was given */
    DIR *list = again < 0 ? NULL : fdopendir(again);
    if (!list) {
        if (again >= 0) close(again);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(list));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) each(directory, entry->d_name, context);
    closedir(list);
    return true;
}

static void remove_at_depth(int directory, const char *name, void *context)
{
    int depth = *(const int *)context + 1;
    if (unlinkat(directory, name, 0) == 0 || errno == ENOENT || depth > DEEPEST) return;
    if (unlinkat(directory, name, AT_REMOVEDIR) == 0) return; /* an empty one goes also when no more files can be opened */
    int inside = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inside < 0) return;
    icp_i_tree_each(inside, remove_at_depth, &depth);
    close(inside);
    unlinkat(directory, name, AT_REMOVEDIR);
}

bool icp_i_tree_remove(int directory, const char *name)
{
    int depth = 0;
    remove_at_depth(directory, name, &depth);
    return faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
}
