// SPDX-License-Identifier: MIT
#include "plugins/gemini/schema.h"

#include <algorithm>
#include <string>

#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kKeywords[] = {"anyOf",     "minItems",      "maxItems",      "minLength",
                                          "maxLength", "minProperties", "maxProperties", "propertyOrdering"};
constexpr std::size_t kDepthMax = 64;

std::string lower_type(json::Value type) {
  std::string word(type.string_raw());
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return word;
}

// Keywords of several words may come in snake_case.
std::string_view keyword_of(std::string_view key) {
  for (const std::string_view keyword : kKeywords) {
    if (same_name(key, keyword)) return keyword;
  }
  return key;
}

// Numbers of 64 bits are texts in the JSON of protocol buffers.
bool is_count(json::Value value) {
  const std::string_view text = value.string_raw();
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class SchemaWriter {
 public:
  explicit SchemaWriter(std::string& text) : out_(text) {}

  void write(json::Value schema, std::size_t depth) {
    if (!schema.is_object() || depth > kDepthMax) {
      out_.raw(schema.raw());
      return;
    }
    const bool nullable = schema.find("nullable").boolean().value_or(false) && schema.find("type").is_string();
    out_.begin_object();
    for (const json::Member member : schema.members()) {
      const std::string_view key = keyword_of(member.key.string_raw());
      if (nullable && key == "nullable") continue;
      out_.key_raw(key);
      value(key, member.value, nullable, depth);
    }
    out_.end_object();
  }

 private:
  void value(std::string_view key, json::Value value, bool nullable, std::size_t depth) {
    if (key == "type" && value.is_string()) {
      const std::string word = lower_type(value);
      nullable ? out_.begin_array().string_raw(word).string("null").end_array() : out_.string_raw(word);
    } else if (key == "properties" && value.is_object()) {
      out_.begin_object();
      for (const json::Member member : value.members()) {
        out_.key_raw(member.key.string_raw());
        write(member.value, depth + 1);
      }
      out_.end_object();
    } else if (key == "anyOf" && value.is_array()) {
      out_.begin_array();
      for (const json::Value item : value.elements()) write(item, depth + 1);
      out_.end_array();
    } else if (key == "items" || key == "additionalProperties") {
      write(value, depth + 1);
    } else if (key == "enum" && nullable && value.is_array()) {
      out_.begin_array();
      for (const json::Value item : value.elements()) out_.raw(item.raw());
      out_.null().end_array();
    } else if ((key.starts_with("min") || key.starts_with("max")) && is_count(value)) {
      out_.raw(value.string_raw());
    } else {
      out_.raw(value.raw());
    }
  }

  json::Writer out_;
};

}  // namespace

aip_bytes json_schema_of(const Source& source, json::Value schema) {
  std::string text;
  text.reserve(schema.raw().size() + 64);
  SchemaWriter(text).write(schema, 0);
  return sdk::bytes(source.env.copy(std::string_view(text)));
}

}  // namespace aipool::gemini
