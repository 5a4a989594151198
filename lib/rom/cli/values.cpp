#include "rom/cli/values.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <type_traits>

#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/base/nearest.h"
#include "rom/base/text.h"
#include "rom/cli/value_names.h"
#include "rom/network/network.h"

namespace rom::cli {
namespace {

// Of what is counted, so that products of two counts are numbers still.
constexpr double kMostCounted = 1e9;
constexpr std::int64_t kMostWidth = 1000000;
constexpr std::size_t kMostLayers = 100;

double most_of(const Check& check, bool whole) {
    if (check.most > 0) return check.most;
    return whole ? kMostCounted : std::numeric_limits<double>::max();
}

double least_of(const Check& check) {
    switch (check.kind) {
        case Check::Kind::positive:
            return 0;
        case Check::Kind::not_negative:
            return 0;
        case Check::Kind::within:
            return check.least;
        case Check::Kind::any:
        case Check::Kind::spelled:
            break;
    }
    return -std::numeric_limits<double>::max();
}

bool fits_number(const Check& check, double value, bool whole) {
    if (check.kind == Check::Kind::positive && !(value > 0)) return false;
    return value >= least_of(check) && value <= most_of(check, whole);
}

// "a whole number of at least 1"
std::string number_words(const Check& check, bool whole, bool is_unsigned) {
    const std::string number = whole ? "a whole number" : "a number";
    switch (check.kind) {
        case Check::Kind::positive:
            if (check.most > 0)
                return number + format(whole ? " from 1 to %.15g" : " above 0, of at most %.15g", check.most);
            return whole ? number + " of at least 1" : "a positive number";
        case Check::Kind::not_negative:
            if (check.most > 0) return number + format(" from 0 to %.15g", check.most);
            return number + " of at least 0";
        case Check::Kind::within:
            return number + format(" from %.15g to %.15g", check.least, check.most);
        case Check::Kind::any:
        case Check::Kind::spelled:
            break;
    }
    return number + (is_unsigned ? " of at least 0" : "");
}

// The whole number in a text, if it is one that fits; `must`: what it must be, unless it is only too large.
std::optional<std::int64_t> count_in(const std::string& text, const Check& check, std::string& must) {
    const auto value = integer_in(text);
    if (value && fits_number(check, static_cast<double>(*value), true)) return value;
    if (const auto number = number_in(text); number && check.most == 0 && *number > kMostCounted)
        must = format("at most %.0f", kMostCounted);
    return {};
}

template <class T>
std::optional<T> number_from(const std::string& text, const Check& check, std::string& must) {
    if constexpr (std::is_same_v<T, std::int64_t>) {
        return count_in(text, check, must);
    } else if constexpr (std::is_unsigned_v<T>) {
        return unsigned_in(text);
    } else {
        const auto value = number_in(text);
        return value && std::isfinite(*value) && fits_number(check, *value, false) ? value : std::nullopt;
    }
}

std::optional<Widths> widths_in(const std::string& text) {
    Widths widths;
    if (text == kNone) return widths;
    for (const std::string& part : split(text, ',')) {
        const auto width = integer_in(part);
        if (!width || *width < 1 || *width > kMostWidth) return std::nullopt;
        widths.values.push_back(*width);
    }
    return widths.values.size() <= kMostLayers ? std::optional(widths) : std::nullopt;
}

// Puts the texts of an option's values where they belong. Throws Error(2).
struct Setter {
    const Option& option;
    const std::vector<std::string>& texts;

    const std::string& text() const { return texts.front(); }

    [[noreturn]] void refuse(const std::string& given, const std::string& must) const {
        const bool plain = !given.empty() && given.find_first_of(" \t\n\r'\"") == given.npos;
        throw Error(long_name(option) + " is " + (plain ? given : "'" + given + "'") + "; it must be " + must, 2);
    }
    // What texts that are no numbers must be.
    void check_text(const std::string& given) const {
        if (given.empty()) throw Error(long_name(option) + " is empty; name something, or leave it out", 2);
        if (option.check.kind == Check::Kind::spelled && !option.check.fits(given)) refuse(given, option.check.must);
        std::error_code error;
        if (option.check.words.empty() || std::filesystem::exists(given, error)) return;
        const std::vector<std::string> words(option.check.words.begin(), option.check.words.end());
        if (std::ranges::find(words, given) != words.end()) return;
        if (const std::string advice = did_you_mean(given, words); !advice.empty())
            refuse(given, listed(words, "or") + ", or a file" + advice);
    }

    void operator()(bool* target) const { *target = true; }
    void operator()(std::string* target) const {
        check_text(text());
        *target = text();
    }
    template <class T>
    void operator()(T* target) const {
        std::string must = number_words(option.check, !std::is_floating_point_v<T>, std::is_unsigned_v<T>);
        const auto value = number_from<T>(text(), option.check, must);
        if (!value) refuse(text(), must);
        *target = *value;
    }
    void operator()(std::vector<std::string>* target) const {
        for (const std::string& one : texts) check_text(one);
        *target = texts;
    }
    template <class T>
    void operator()(std::vector<T>* target) const {
        target->clear();
        std::string given;
        for (const std::string& one : texts) given += (given.empty() ? "" : ",") + one;
        for (const std::string& part : split(given, ',')) {
            std::string must = number_words(option.check, !std::is_floating_point_v<T>, false);
            const auto value = number_from<T>(part, option.check, must);
            if (!value) refuse(given, "a list such as 1,2, each of it " + must);
            target->push_back(*value);
        }
        if (option.count > 0 && target->size() != static_cast<std::size_t>(option.count))
            refuse(given, counted(option.count, "number") + ", not " + std::to_string(target->size()));
    }
    void operator()(std::optional<double>* target) const {
        if (text() == kAuto) return target->reset();
        const Check check = option.check.kind == Check::Kind::any ? positive() : option.check;
        std::string must;
        const auto value = number_from<double>(text(), check, must);
        if (!value) refuse(text(), "auto or " + number_words(check, false, false));
        *target = value;
    }
    void operator()(std::optional<std::int64_t>* target) const {
        if (text() == kAuto) return target->reset();
        std::string must = "auto or a whole number of at least 1";
        const auto value = count_in(text(), positive(), must);
        if (!value) refuse(text(), must);
        *target = value;
    }
    void operator()(std::optional<Widths>* target) const {
        const auto widths = widths_in(text());
        if (!widths)
            refuse(text(), "a list of widths such as 200,20, each a whole number from 1 to " +
                               std::to_string(kMostWidth) + ", or none");
        double weights = 0;
        for (std::size_t k = 1; k < widths->values.size(); ++k)
            weights += static_cast<double>(widths->values[k]) * static_cast<double>(widths->values[k - 1]);
        if (network::kBytesOfWeight * weights > memory_limit())
            refuse(text(), format("of weights that fit into memory: it has %.3g, for which %.3g GB are too few",
                                  weights, memory_limit() / 1e9));
        *target = widths;
    }
    void operator()(SampleSize* target) const {
        if (text() == kAuto) {
            *target = {SampleSize::Kind::automatic, 0};
        } else if (text() == kAll) {
            *target = {SampleSize::Kind::all, 0};
        } else {
            std::string must = "auto, all, or a whole number of at least 1";
            const auto number = count_in(text(), positive(), must);
            if (!number) refuse(text(), must);
            *target = {SampleSize::Kind::number, *number};
        }
    }
    void operator()(const Choice& choice) const {
        const std::vector<std::string> names = words_for(choice);
        const auto found = std::find(names.begin(), names.end(), text());
        if (found == names.end()) refuse(text(), listed(names, "or") + did_you_mean(text(), names));
        choice.set(choice.value, static_cast<std::size_t>(found - names.begin()));
    }
};

}  // namespace

std::string long_name(const Option& option) { return split(option.names, ',').back(); }

bool is_argument(const Option& option) { return option.names[0] != '-'; }

bool is_flag(const Option& option) { return std::holds_alternative<bool*>(option.target); }

bool is_list(const Target& target) {
    return std::holds_alternative<std::vector<double>*>(target) ||
           std::holds_alternative<std::vector<std::int64_t>*>(target) ||
           std::holds_alternative<std::vector<std::string>*>(target);
}

void put_values(const Option& option, const std::vector<std::string>& texts) {
    std::visit(Setter{option, texts}, option.target);
}

}  // namespace rom::cli
