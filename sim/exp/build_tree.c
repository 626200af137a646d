#include "exp/build_tree.h"

#include <glib.h>

/* Room for lists whose lengths stand in first[1 ..]; `first` then tells where each begins. */
static void make_room(IndexLists *lists, uint32_t list_count)
{
    for (uint32_t k = 0; k < list_count; k++)
        lists->first[k + 1] += lists->first[k];
    lists->items = g_new(uint32_t, (gsize)lists->first[list_count] + 1);
}

/* Puts thing i into the list of every node from node[i] up. */
static IndexLists list_by_ancestor(const Placement *placement, const uint32_t *node, uint32_t count)
{
    IndexLists lists = {.first = g_new0(uint32_t, (gsize)placement->region_count + 1)};
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t n = node[i]; n != PLACEMENT_NONE; n = placement->regions[n].parent)
            lists.first[n + 1]++;
    }
    make_room(&lists, placement->region_count);
    g_autofree uint32_t *next =
        g_memdup2(lists.first, sizeof *next * ((gsize)placement->region_count + 1));
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t n = node[i]; n != PLACEMENT_NONE; n = placement->regions[n].parent)
            lists.items[next[n]++] = i;
    }
    return lists;
}

static IndexLists list_by_leaf(const Placement *placement)
{
    IndexLists lists = {.first = g_new0(uint32_t, (gsize)placement->leaf_count + 1)};
    for (uint32_t s = 0; s < placement->segment_count; s++)
        lists.first[placement->segments[s].leaf + 1]++;
    make_room(&lists, placement->leaf_count);
    g_autofree uint32_t *next =
        g_memdup2(lists.first, sizeof *next * ((gsize)placement->leaf_count + 1));
    for (uint32_t s = 0; s < placement->segment_count; s++)
        lists.items[next[placement->segments[s].leaf]++] = s;
    return lists;
}

BuildTree *build_tree_new(const Placement *placement)
{
    g_assert(placement != NULL);
    g_autofree uint32_t *node =
        g_new(uint32_t, MAX(placement->leaf_count, placement->instance_count) + 1);
    BuildTree *tree = g_new0(BuildTree, 1);
    tree->placement = placement;
    for (uint32_t i = 0; i < placement->leaf_count; i++)
        node[i] = placement->leaves[i].region;
    tree->leaves = list_by_ancestor(placement, node, placement->leaf_count);
    for (uint32_t i = 0; i < placement->instance_count; i++)
        node[i] = placement->instances[i].region;
    tree->instances = list_by_ancestor(placement, node, placement->instance_count);
    tree->segments = list_by_leaf(placement);
    return tree;
}

static void lists_clear(IndexLists *lists)
{
    g_free(lists->first);
    g_free(lists->items);
}

void build_tree_free(BuildTree *tree)
{
    if (tree == NULL)
        return;
    lists_clear(&tree->leaves);
    lists_clear(&tree->instances);
    lists_clear(&tree->segments);
    g_free(tree);
}
