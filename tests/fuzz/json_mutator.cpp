// Changes JSON as JSON: values, keys and their order, what is within what. Now and then bytes alone.
#include <array>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "rom/files/json.h"
#include "target.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using Json = nlohmann::ordered_json;

const std::array kNumbers = {
    Json(0),
    Json(-1),
    Json(1),
    Json(2),
    Json(3),
    Json(0.5),
    Json(-0.5),
    Json(1e-300),
    Json(1e300),
    Json(5e-324),
    Json(1000),
    Json(65537),
    Json(1e6),
    Json(1 << 30),
    Json(INT32_MAX),
    Json(1e18),
    Json(-1e18),
    Json(1e9),
    Json(0.1),
    Json(INT64_MAX),
    Json(1e-9),
    Json(1e12),
    Json(1e16),
    Json(1e15),
    Json(INT64_MIN),
    Json(1e100),
    Json(1e154),
    Json(1e-20),
    Json(INT64_C(1) << 40),
    Json(UINT64_MAX),
};
// Keys that may be there or not, and names of choices.
const std::array kWords = {
    "entries",
    "delays",
    "fields",
    "fields_axis",
    "units",
    "fill",
    "listed",
    "start",
    "misfit",
    "precision",
    "outside",
    "times",
    "times.npy",
    "units.npy",
    "nan",
    "single",
    "double",
    "data",
    "mesh",
    "linear",
    "cubic",
    "gp",
    "squares",
    "quadratic",
    "sbp12",
    "sbp48",
    "sine",
    "tanh",
    "softplus",
    "identity",
    "euler",
    "rk4",
    "matern32",
    "rbf",
    "rom-model",
    "rom-gp",
    "median",
    "mean",
    "determined",
    "moments_sha256",
    "replaces",
    "share_of_draws",
    "",
    "\n",
    "../x",
    "\xF0\x9F\x92\xA7",
    "initial_residual",
    "parameters_of_cases",
    "deviation_factor",
    "interpolated_stage",
    "muon",
    "adam",
    "lbfgs",
    "bfgs",
    "marquardt",
};

class Mutation {
    std::size_t below(std::size_t count) { return engine_() % count; }
    template <class Values>
    auto& pick(Values& values) {
        return values[below(values.size())];
    }

public:
    Mutation(Json& document, unsigned seed) : engine_(seed) { collect(document); }

    // One change of one value.
    void make() {
        Json& node = *pick(nodes_);
        switch (below(9)) {
            case 0:
            case 1:
                node = number_like(node);
                break;
            case 2:
                node = Json(*pick(nodes_));
                break;
            case 3:
                erase_from(node);
                break;
            case 4:
                add_to(node);
                break;
            case 5: {
                static const std::array kinds = {Json(nullptr), Json(true),    Json(false),
                                                 Json(""),      Json::array(), Json::object()};
                node = pick(kinds);
                break;
            }
            case 6:
                node = pick(kWords);
                break;
            case 7:
                nest(node);
                break;
            default:
                add_key(node);
        }
    }

private:
    void collect(Json& node) {
        nodes_.push_back(&node);
        if (node.is_structured())
            for (Json& one : node) collect(one);
    }

    Json number_like(const Json& node) {
        if (node.is_number_integer() && below(2) == 0) return Json(node.get<std::int64_t>() ^ (INT64_C(1) << below(8)));
        if (node.is_number() && below(3) == 0) return Json(node.get<double>() * (below(2) == 0 ? -1 : 1.5));
        return pick(kNumbers);
    }

    void erase_from(Json& node) {
        if (node.is_structured() && !node.empty())
            node.erase(std::next(node.begin(), static_cast<long>(below(node.size()))));
    }

    void add_to(Json& node) {
        if (!node.is_array()) return;
        const Json one = node.empty() ? pick(kNumbers) : Json(pick(node));
        for (std::size_t k = std::size_t{1} << below(8); k > 0; --k) node.push_back(one);
    }

    void add_key(Json& node) {
        if (!node.is_object()) return;
        const Json value = below(2) == 0 ? pick(kNumbers) : Json(*pick(nodes_));
        node[pick(kWords)] = value;
    }

    void nest(Json& node) {
        for (std::size_t k = std::size_t{1} << below(6); k > 0; --k) {
            Json outer = Json::array();
            outer.push_back(std::move(node));
            node = std::move(outer);
        }
    }

    std::mt19937 engine_;
    std::vector<Json*> nodes_;
};

// "[[[...": deeper than any document.
std::string dive(std::string text, std::mt19937& engine, std::size_t most) {
    const std::size_t depth = std::min(most - std::min(most, text.size()), std::size_t{1} << (engine() % 18));
    return text.insert(engine() % (text.size() + 1), depth, engine() % 2 == 0 ? '[' : '{');
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    std::mt19937 engine(seed);
    const std::string input(rom::fuzz::text_of({data, size}));
    const std::size_t end = std::min(input.find('\0'), size);
    std::string text = input.substr(0, end);
    std::string rest = input.substr(end);
    const auto kind = engine() % 64;
    if (kind < 6) return LLVMFuzzerMutate(data, size, most);
    if (kind < 12) {
        if (rest.empty()) rest.push_back('\0');
        for (int k = 0; k < 4; ++k) rest.push_back(static_cast<char>(engine()));
    } else if (kind < 13) {
        text = dive(text, engine, most);
    } else {
        if (kind < 16) rest.clear();
        Json document = Json::parse(text, nullptr, false);
        if (document.is_discarded()) return LLVMFuzzerMutate(data, size, most);
        for (auto k = 1 + engine() % 3; k > 0; --k) Mutation(document, static_cast<unsigned>(engine())).make();
        // Now and then with the checksum that it had.
        text = document.is_object() && kind > 17 ? rom::files::sealed_text(document) : rom::files::text_of(document);
    }
    text += rest;
    if (text.size() > most) return LLVMFuzzerMutate(data, size, most);
    std::memcpy(data, text.data(), text.size());
    return text.size();
}
