/*
 * learn/samples.h - labelled int8 inputs of one model, and the folder that holds them.
 *
 * A folder has inputs.bin (raw int8, back to back), labels.csv (index,label) and classes.csv
 * (label,name,event): the form of every data pool.
 *
 * Shapes:  inputs [count][input_size]; labels [count].
 * Owner:   whoever made a Samples frees it with samples_free(); classes are borrowed.
 * Errors:  FLEET_ERROR_INPUT with file and line; FLEET_ERROR_RUN when writing fails.
 */
#ifndef TINYFLEET_LEARN_SAMPLES_H
#define TINYFLEET_LEARN_SAMPLES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Samples {
    size_t count;
    size_t input_size;
    int8_t *inputs;
    uint8_t *labels;
} Samples;

typedef struct SampleClass {
    const char *name;
    bool is_event; /* worth uploading when the model sees it */
} SampleClass;

Samples *samples_new(size_t count, size_t input_size); /* zeroed */
void samples_free(Samples *samples);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Samples, samples_free)

/* Inputs and labels of a folder; labels are below class_count. */
Samples *samples_read(const char *folder, size_t input_size, size_t class_count, GError **error);

/* Writes the three files; the folder exists. */
bool samples_write(const Samples *samples, const SampleClass *classes, size_t class_count,
                   const char *folder, GError **error);

#endif
