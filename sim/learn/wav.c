#include "learn/wav.h"

#include <stdbool.h>
#include <string.h>

#include "util/error.h"

enum {
    RIFF_HEAD = 12,
    CHUNK_HEAD = 8,
    FORMAT_SIZE = 16,
    FORMAT_PCM = 1,
};

typedef struct Chunk {
    const uint8_t *bytes;
    size_t size;
} Chunk;

static uint32_t read_u32(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint32_t read_u16(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

/* The first chunk of that name, cut at the end of the file: writers to a pipe leave its length
 * at the largest number. */
static bool find_chunk(const uint8_t *bytes, size_t size, const char *name, Chunk *ret_chunk)
{
    size_t at = RIFF_HEAD;
    while (at + CHUNK_HEAD <= size) {
        size_t length = read_u32(bytes + at + 4);
        size_t rest = size - at - CHUNK_HEAD;
        if (length > rest)
            length = rest;
        if (memcmp(bytes + at, name, 4) == 0) {
            *ret_chunk = (Chunk){bytes + at + CHUNK_HEAD, length};
            return true;
        }
        at += CHUNK_HEAD + length + (length & 1);
    }
    return false;
}

double *wav_read(const uint8_t *bytes, size_t size, uint32_t *ret_rate_hz, size_t *ret_count,
                 GError **error)
{
    Chunk format, data;
    bool is_wave = size >= RIFF_HEAD && memcmp(bytes, "RIFF", 4) == 0 &&
                   memcmp(bytes + 8, "WAVE", 4) == 0 && find_chunk(bytes, size, "fmt ", &format) &&
                   format.size >= FORMAT_SIZE && find_chunk(bytes, size, "data", &data);
    if (!is_wave) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "%zu bytes without RIFF, WAVE, fmt and data: not a WAV file", size);
        return NULL;
    }
    uint32_t kind = read_u16(format.bytes), channel_count = read_u16(format.bytes + 2);
    uint32_t rate_hz = read_u32(format.bytes + 4), bits = read_u16(format.bytes + 14);
    if (kind != FORMAT_PCM || channel_count != 1 || bits != 16 || rate_hz == 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "WAV of format %u, %u channels, %u bits, %u Hz: not mono 16-bit PCM", kind,
                    channel_count, bits, rate_hz);
        return NULL;
    }
    size_t count = data.size / 2;
    double *samples = g_new(double, count > 0 ? count : 1);
    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)read_u16(data.bytes + 2 * i) / 32768.0;
    *ret_rate_hz = rate_hz;
    *ret_count = count;
    return samples;
}
