/*
 * util/rng_purpose.h - what a random number is for.
 *
 * The number of a purpose is part of every address: it is fixed, and never reused.
 * "Number" and "index" say which thing of the section a draw belongs to (DESIGN: chance).
 */
#ifndef TINYFLEET_UTIL_RNG_PURPOSE_H
#define TINYFLEET_UTIL_RNG_PURPOSE_H

typedef enum RngPurpose {
    /* section fleet, number = device in the fleet */
    RNG_ARRIVAL = 1,        /* index = demand: gap or jitter */
    RNG_ARRIVAL_PHASE = 2,  /* index 0 */
    RNG_SAMPLE = 3,         /* index = demand: stratum, then sample of the pool */
    RNG_BEAT_PHASE = 4,     /* index 0 */
    RNG_BEAT_JITTER = 5,    /* index = beat slot */
    RNG_BEAT_FATE = 6,      /* index = beat slot, sub-draw = packet try */
    RNG_BEAT_LATENCY = 7,   /* index = beat slot */
    RNG_UPLOAD_FATE = 8,    /* index = demand */
    RNG_UPLOAD_LATENCY = 9, /* index = demand or batch number */
    RNG_REQUEST_FATE = 10,  /* index = demand, try in the high bits */
    RNG_REQUEST_LATENCY = 11,
    RNG_REPLY_FATE = 12,
    RNG_REPLY_LATENCY = 13,
    RNG_BATCH_PHASE = 14,
    RNG_BATCH_FATE = 33, /* index = batch */
    RNG_MODEL_HANG = 34, /* index = demand */
    RNG_COMMAND_FATE = 15,
    RNG_COMMAND_LATENCY = 16,
    RNG_BOOT_TIME = 17,   /* index = number of the failure that asked for it */
    RNG_REPAIR_TIME = 18, /* index = number of the failure */
    RNG_VISIT_TIME = 19,  /* index = number of the failure */
    RNG_AGE = 20,
    RNG_CLOCK_VARIATION = 21,
    RNG_CURRENT_VARIATION = 22,
    RNG_CAPACITY_VARIATION = 23,
    RNG_CAPACITY = 24,
    RNG_CLOCK_DRIFT = 25,
    RNG_MODEL_LATENCY = 26, /* index = demand */
    RNG_ACCURACY = 27,      /* index = demand */
    RNG_MEMORY_USE = 28,
    RNG_SWAP_TIME = 29,    /* index = battery number */
    RNG_INPUT_NOISE = 30,  /* index = demand: which realisation */
    RNG_RESTART_TIME = 31, /* index = number of the failure */
    RNG_FORWARD_TIME = 32,
    RNG_CONTACT_PHASE = 36, /* index 0 */
    RNG_POLL_PHASE = 37,    /* index 0 */
    /* section network, number = device (global): link with memory */
    RNG_LINK_STATE = 40, /* index = slot, sub-draw = level */
    /* section gateway-pool, number = device (global), index = (demand, try) */
    RNG_BALANCER = 50,
    RNG_SERVICE_TIME = 51,
    RNG_UPSTREAM_LATENCY = 52,
    RNG_UPSTREAM_FATE = 53,
    /* section faults, number = unit */
    RNG_FAULT_GAP = 60,    /* index = occurrence */
    RNG_FAULT_LENGTH = 61, /* index = occurrence */
    RNG_FAULT_CHANCE = 62, /* index = occurrence */
    RNG_FAULT_HIT = 63,    /* number = device (global), index = occurrence */
    RNG_FAULT_BUDGET = 64, /* number = device (global), index = part */
    RNG_FAULT_DETECTABLE = 65,
    RNG_FAULT_REPAIR = 66,
    RNG_FAULT_HIT_GATEWAY = 67, /* number = gateway in its pool, index = occurrence */
    RNG_FAULT_BIT = 69,         /* index = occurrence, sub-draw = which bit; where bits have
                                 * their own address, the occurrence is in the high ones */
    RNG_MODEL_CRASH = 68,       /* number = device, index = occurrence: crashes of a build */
    /* section region */
    RNG_TEMPERATURE = 70,
    /* learning */
    RNG_LEARN_INIT = 80,
    RNG_LEARN_SHUFFLE = 81,
    RNG_LEARN_NOISE = 82,
    RNG_LEARN_AUGMENT = 83,
    /* tests and benchmarks */
    RNG_TEST = 90,
    RNG_BENCH = 91,
} RngPurpose;

#endif
