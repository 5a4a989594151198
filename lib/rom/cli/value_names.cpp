#include "rom/cli/value_names.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "rom/base/text.h"
#include "rom/cli/values.h"

namespace rom::cli {
namespace {

std::vector<std::string> choices_of(const Choice& choice) {
    std::vector<std::string> names(choice.names.begin(), choice.names.end());
    if (choice.or_auto) names.emplace_back(kAuto);
    return names;
}

constexpr const char* kWhole = "INT";
constexpr const char* kNumber = "NUMBER";

// What --help calls a value.
struct TypeName {
    const char* operator()(std::uint64_t*) const { return kWhole; }
    const char* operator()(std::int64_t*) const { return kWhole; }
    const char* operator()(std::optional<std::int64_t>*) const { return kWhole; }
    const char* operator()(SampleSize*) const { return kWhole; }
    const char* operator()(std::vector<std::int64_t>*) const { return "INTS"; }
    const char* operator()(double*) const { return kNumber; }
    const char* operator()(std::optional<double>*) const { return kNumber; }
    const char* operator()(std::vector<double>*) const { return "NUMBERS"; }
    const char* operator()(std::optional<Widths>*) const { return "WIDTHS"; }
    const char* operator()(const Choice&) const { return "CHOICE"; }
    template <class T>
    const char* operator()(const T&) const {
        return "TEXT";
    }
};

// And what that means.
struct Meaning {
    std::string_view type;
    const char* words;
};
constexpr std::array kMeanings = {
    Meaning{"ARRAY", "a .npy file, as NumPy saves it"},
    Meaning{"CHOICE", "one of the words that are listed"},
    Meaning{"FILE", "a file or folder to read"},
    Meaning{"INT", "a whole number, or auto where that is the default"},
    Meaning{"INTS", "whole numbers, separated by commas"},
    Meaning{"JSON", "a .json file that a tool wrote"},
    Meaning{"MODEL", "a folder that a tool wrote, with model.json in it"},
    Meaning{"NUMBER", "a number such as 0.02 or 1e-3, or auto where that is the default"},
    Meaning{"NUMBERS", "numbers, separated by commas"},
    Meaning{"OUTPUT", "a file or folder to write"},
    Meaning{"TEXT", "a name, or names separated by commas"},
    Meaning{"WIDTHS", "whole numbers such as 200,20, one for each layer, or none"},
};

struct Words {
    std::vector<std::string> operator()(const Choice& choice) const { return choices_of(choice); }
    std::vector<std::string> operator()(SampleSize*) const { return {kAuto, kAll}; }
    std::vector<std::string> operator()(std::optional<Widths>*) const { return {kNone}; }
    template <class T>
    std::vector<std::string> operator()(std::optional<T>*) const {
        return {kAuto};
    }
    template <class T>
    std::vector<std::string> operator()(T*) const {
        return {};
    }
};

struct Reader {
    template <class T>
    Value operator()(T* value) const {
        return *value;
    }
    template <class T>
    Value operator()(std::optional<T>* value) const {
        return *value ? Value(**value) : Value(std::string(kAuto));
    }
    Value operator()(std::optional<Widths>* value) const { return *value ? text_of(**value) : std::string(); }
    Value operator()(SampleSize* value) const {
        if (value->kind == SampleSize::Kind::number) return value->number;
        return std::string(value->kind == SampleSize::Kind::all ? kAll : kAuto);
    }
    Value operator()(const Choice& choice) const { return choices_of(choice).at(choice.get(choice.value)); }
};

struct DefaultText {
    std::string operator()(bool) const { return ""; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(std::uint64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return format("%.15g", value); }
    std::string operator()(const std::string& value) const { return value; }
    template <class T>
    std::string operator()(const std::vector<T>&) const {
        return "";
    }
};

}  // namespace

std::string text_of(const Widths& widths) {
    std::string text;
    for (const Index width : widths.values) text += (text.empty() ? "" : ",") + std::to_string(width);
    return text.empty() ? kNone : text;
}

Value value_in(const Target& target) { return std::visit(Reader(), target); }

std::vector<std::string> words_for(const Target& target) { return std::visit(Words(), target); }

std::string type_name(const Option& option) {
    if (option.value != nullptr) return option.value;
    if (is_flag(option)) return "";
    if ((option.use & kOutput) != 0) return "OUTPUT";
    if ((option.use & kArray) != 0) return "ARRAY";
    if ((option.use & kJson) != 0) return "JSON";
    if ((option.use & kModel) != 0) return "MODEL";
    const bool text = std::holds_alternative<std::string*>(option.target) ||
                      std::holds_alternative<std::vector<std::string>*>(option.target);
    if (text && (is_argument(option) || (option.use & (kInput | kFile)) != 0)) return "FILE";
    return std::visit(TypeName(), option.target);
}

std::string meaning_of_type(const std::string& type) {
    const auto* found = std::ranges::find(kMeanings, type, &Meaning::type);
    return found == kMeanings.end() ? "" : found->words;
}

std::string default_text(const Option& option) { return std::visit(DefaultText(), value_in(option.target)); }

}  // namespace rom::cli
