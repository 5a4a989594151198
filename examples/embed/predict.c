/* predict.cpp in C: predict-c MODEL GP PARAMETER... <initial >prediction */

#include <stdio.h>
#include <stdlib.h>

#include <romtools/predict_c.h>

static size_t product(const size_t* shape, size_t axes) {
    size_t count = 1;
    for (size_t k = 0; k < axes; ++k) count *= shape[k];
    return count;
}

static void stop(const char* sentence) {
    fprintf(stderr, "%s\n", sentence);
    exit(1);
}

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    romtools_model* model;
    if (romtools_load(argv[1], argv[2], &model) != ROMTOOLS_OK) stop(romtools_message());
    if (romtools_parameters(model) != (size_t)argc - 3) stop("another number of parameters");

    double* parameters = malloc((size_t)(argc - 3) * sizeof(double));
    for (int i = 3; i < argc; ++i) parameters[i - 3] = atof(argv[i]);
    size_t shape[ROMTOOLS_MAX_AXES];
    size_t axes = romtools_initial_shape(model, shape);
    size_t size = product(shape, axes);
    double* state = malloc(size * sizeof(double));
    if (fread(state, sizeof(double), size, stdin) != size) stop("the initial state is too short");

    romtools_query query = {.parameters = parameters, .initial = state};
    if (romtools_shape(model, &query, shape, &axes) != ROMTOOLS_OK) stop(romtools_message());
    size = product(shape, axes); /* [1, times, ...space] */
    double* prediction = malloc(size * sizeof(double));
    if (romtools_predict(model, &query, prediction, NULL) != ROMTOOLS_OK) stop(romtools_message());
    fputs(romtools_message(), stderr);
    fwrite(prediction, sizeof(double), size, stdout);

    free(prediction);
    free(state);
    free(parameters);
    romtools_free(model);
    return 0;
}
