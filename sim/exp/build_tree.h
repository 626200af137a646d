/*
 * exp/build_tree.h - what stands where, found without a search: lists by node and by leaf.
 *
 * Shapes:  the members of list k are items[first[k]] .. items[first[k + 1] - 1], ascending.
 * Owner:   build_tree_free().
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_BUILD_TREE_H
#define TINYFLEET_EXP_BUILD_TREE_H

#include <stdint.h>

#include "exp/placement.h"

typedef struct IndexLists {
    uint32_t *first; /* [list count + 1] */
    uint32_t *items;
} IndexLists;

/* One list: what IndexLists say of one k. */
typedef struct IndexList {
    const uint32_t *items;
    uint32_t count;
} IndexList;

typedef struct BuildTree {
    const Placement *placement;
    IndexLists leaves;    /* by region: at or below it */
    IndexLists instances; /* by region: those that stand at or below it */
    IndexLists segments;  /* by leaf */
} BuildTree;

BuildTree *build_tree_new(const Placement *placement);
void build_tree_free(BuildTree *tree);

static inline IndexList index_list(const IndexLists *lists, uint32_t k)
{
    return (IndexList){lists->items + lists->first[k], lists->first[k + 1] - lists->first[k]};
}

#endif
