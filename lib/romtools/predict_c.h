/* Predictions of reduced-order models in C, and in whatever can call C. What it does, and for whom, is in
   romtools/predict.h; names that are not explained here mean the same there.

   Functions that can fail refuse a NULL where something is needed. They return ROMTOOLS_OK, or ROMTOOLS_ERROR;
   romtools_message() then says what is wrong. Threads may share a model; each has a message of its own. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "romtools/export.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ROMTOOLS_OK = 0, ROMTOOLS_ERROR = 1 };

/* The most axes of a shape. */
enum { ROMTOOLS_MAX_AXES = 32 };

typedef struct romtools_model romtools_model;

/* Begin with one that is all zero: that is one case, and whatever is not given. */
typedef struct romtools_query {
    size_t cases;             /* 0: one */
    const double* parameters; /* [cases, romtools_parameters()], or NULL */
    const double* initial;    /* [cases, ...romtools_initial_shape()], or NULL */
    const double* times;      /* [time_count], or NULL for those of the training */
    size_t time_count;
    const double* points; /* [point_count, romtools_dimensions()], or NULL */
    size_t point_count;
    const double* signals; /* [cases, signal_times, romtools_signals()], or NULL */
    size_t signal_times;
    int fit_initial;
    int uncorrected;
    size_t stages;
    size_t samples; /* 0: 20 */
    uint64_t seed;
} romtools_query;

/* The last function of this thread that can fail: what went wrong, or after success what there is to warn of, a line
   each, or "". It stays until the next such call. */
ROMTOOLS_EXPORT const char* romtools_message(void);

ROMTOOLS_EXPORT const char* romtools_version(void);

/* Loads a model into *model, which romtools_free() frees; after an error that is NULL. processes: NULL or "" for none.
 */
ROMTOOLS_EXPORT int romtools_load(const char* folder, const char* processes, romtools_model** model);
ROMTOOLS_EXPORT void romtools_free(romtools_model* model);

ROMTOOLS_EXPORT size_t romtools_parameters(const romtools_model* model);
ROMTOOLS_EXPORT size_t romtools_signals(const romtools_model* model);
ROMTOOLS_EXPORT size_t romtools_dimensions(const romtools_model* model);

/* Writes as many numbers as it returns: axes into shape, which has room for ROMTOOLS_MAX_AXES, and times, which may be
   NULL. */
ROMTOOLS_EXPORT size_t romtools_initial_shape(const romtools_model* model, size_t* shape);
ROMTOOLS_EXPORT size_t romtools_times(const romtools_model* model, double* times);

/* The shape of a prediction, of *axes numbers. */
ROMTOOLS_EXPORT int romtools_shape(const romtools_model* model, const romtools_query* query, size_t* shape,
                                   size_t* axes);

/* Fills values, and deviation unless that is NULL, each with room for romtools_shape(). */
ROMTOOLS_EXPORT int romtools_predict(const romtools_model* model, const romtools_query* query, double* values,
                                     double* deviation);

#ifdef __cplusplus
}
#endif
