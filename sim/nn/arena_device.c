/* Bytes that TensorFlow Lite Micro keeps beside activations, on a 32-bit device. */
#include "nn/arena.h"

int64_t arena_persistent_size(const Graph *graph)
{
    (void)graph;
    return 0;
}

int64_t arena_device_size(const Graph *graph)
{
    return arena_activation_size(graph) + arena_persistent_size(graph);
}
