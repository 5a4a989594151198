// What a file or folder is, told by what is in it.
#pragma once

#include <optional>
#include <string>

#include "rom/base/names.h"

namespace rom::files {

enum class Kind {
    model,
    network,
    baseline,
    ensemble,
    coefficients,
    independent,
    joint,
    checkpoint,
    search,
    array,
    history,
    tries,
    errors
};

// The kind of a JSON file of this format, as "format" in it names it; nothing if none of ours has it.
std::optional<Kind> kind_of_format(const std::string& format);

// Of a model's folder or its model.json, xi.npy or xi.json, gp.json, a checkpoint, the folder of a search of rom-tune,
// an array, training-S.tsv, tune.tsv, or what rom-error prints. Throws Error: nothing there, nothing of these tools.
Kind kind_of(const std::string& path);

// Whether there is such a file, and it is one of rom-sindy.
bool is_of_coefficients(const std::string& json_path);

}  // namespace rom::files

template <>
struct rom::Choices<rom::files::Kind> {
    static constexpr const char* what = "kind of file";
    static constexpr std::array names = {"model of rom-encode",
                                         "latent dynamics network of rom-ldnet",
                                         "baseline of rom-baseline",
                                         "ensemble of rom-ensemble",
                                         "coefficients of rom-sindy",
                                         "independent coefficients over the parameters, of rom-gpfit",
                                         "joint coefficients over the parameters, of rom-gpfit",
                                         "checkpoint of a training",
                                         "search of rom-tune",
                                         "array",
                                         "history of a training",
                                         "table of rom-tune",
                                         "report of rom-error"};
};
