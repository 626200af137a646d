/*
 * learn/wav.h - the samples of a mono 16-bit PCM WAV file.
 *
 * Units:   samples in [-1, 1).
 * Owner:   the caller frees the samples with g_free().
 * Errors:  FLEET_ERROR_INPUT with what is wrong in the bytes.
 * Source:  Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft, 1991.
 */
#ifndef TINYFLEET_LEARN_WAV_H
#define TINYFLEET_LEARN_WAV_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

double *wav_read(const uint8_t *bytes, size_t size, uint32_t *ret_rate_hz, size_t *ret_count,
                 GError **error);

#endif
