/*
 * world/damage.h - devices whose stored weights have flipped bits, and what their models answer.
 *
 * A damaged device has a plan of its own, which owns only what the flips touched. Its answers
 * are computed by the real kernels, one sample at a time at first need, and kept while the
 * shard's room lasts: inference is a pure function, so what is kept cannot change an answer. A
 * file whose structure is hit may not run at all: then the device never answers.
 *
 * Owner:   the shard; a device has at most one damage, named by DeviceRest.damage (0 = none).
 * Errors:  none: what does not run is an event of the world.
 */
#ifndef TINYFLEET_WORLD_DAMAGE_H
#define TINYFLEET_WORLD_DAMAGE_H

#include "world/shard.h"

void damage_begin(Shard *shard);
void damage_clear(Shard *shard);

/* One more bit of the device's model file is not what it was; a bit flipped twice is well. */
void damage_flip(Shard *shard, uint32_t device, uint64_t file_offset, uint8_t bit);

/* The plan that the flips make; to be called after the last of them. */
void damage_apply(Shard *shard, uint32_t device);

/* The model is written anew. */
void damage_mend(Shard *shard, uint32_t device);

/* What the damaged model says to a sample; false: it does not run. */
bool damage_answer(Shard *shard, uint32_t device, uint32_t sample, Answer *ret_answer);

#endif
