// SPDX-License-Identifier: MIT
//
// Writer appends JSON to a string and puts the commas where they belong.
//
// Flow:      w.begin_object().key("id").string(id).key("n").number(3).end_object();
// Threading: one thread.
// Ownership: borrows the string, which must outlive it.
// Errors:    only std::bad_alloc. Balanced and alternating calls are the caller's part; nothing is checked.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "aipool/json/string.hpp"

namespace aipool::json {

// A literal in which there is nothing to escape, as the compiler has seen.
struct Literal {
  template <std::size_t kSize>
  consteval Literal(const char (&literal)[kSize]) : text(literal, kSize - 1) {  // NOLINT(google-explicit-constructor)
    if (std::any_of(text.begin(), text.end(), is_special)) throw "something in it must be escaped";
  }
  std::string_view text;
};

// Any other text.
template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::is_array_v<T>;

class Writer {
 public:
  explicit Writer(std::string& out) noexcept : out_(out) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  Writer& key(Literal name) { return key_raw(name.text); }
  template <Text Name>
  Writer& key(const Name& name) {
    escaped(name, "\":");
    comma_ = false;
    return *this;
  }
  // The same for a name that is already escaped. Nearly all names are short: those are appended in one piece.
  Writer& key_raw(std::string_view body) {
    char piece[64] AIPOOL_UNINITIALIZED;
    constexpr std::size_t kAround = 4;  // a comma, quotes, a colon
    if (body.size() > sizeof piece - kAround) [[unlikely]] {
      separate();
      quote(body);
      return colon();
    }
    char* at = piece;
    if (comma_) *at++ = ',';
    *at++ = '"';
    at = std::copy(body.begin(), body.end(), at);
    *at++ = '"';
    *at++ = ':';
    out_.append(piece, static_cast<std::size_t>(at - piece));
    comma_ = false;
    return *this;
  }

  Writer& string(Literal text) { return string_raw(text.text); }
  template <Text String>
  Writer& string(const String& text) {
    escaped(text, "\"");
    comma_ = true;
    return *this;
  }
  // A string whose body is already escaped.
  Writer& string_raw(std::string_view body) {
    separate();
    quote(body);
    return *this;
  }
  // Exact JSON text of one value.
  Writer& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

  template <std::integral Integer>
  Writer& number(Integer value) {
    return digits(value);
  }
  // The shortest text that reads back as the same double; null for what JSON cannot say (NaN, infinity).
  Writer& number(double value) { return std::isfinite(value) ? digits(value) : null(); }
  Writer& boolean(bool value) { return raw(value ? "true" : "false"); }
  Writer& null() { return raw("null"); }

 private:
  [[gnu::noinline]] void escaped(std::string_view text, std::string_view after) {
    dispatch(best_level(), [&]<class Kernel>(Kernel) {
      append_escaped_as<Kernel>(out_, comma_ ? ",\"" : "\"", text, after);
    });
  }
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }
  void quote(std::string_view body) {
    out_ += '"';
    out_ += body;
    out_ += '"';
  }
  Writer& colon() {
    out_ += ':';
    comma_ = false;
    return *this;
  }
  Writer& open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
  }
  Writer& close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
  }
  template <class Number>
  Writer& digits(Number value) {
    char text[32];  // the longest double has 24 characters, the longest integer 20
    const auto [end, fault] = std::to_chars(text, text + sizeof text, value);
    return raw({text, static_cast<std::size_t>(end - text)});
  }

  std::string& out_;
  bool comma_ = false;  // a value came before in the same container
};

}  // namespace aipool::json
