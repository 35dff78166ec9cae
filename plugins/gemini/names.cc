// SPDX-License-Identifier: MIT
#include "plugins/gemini/names.h"

#include <algorithm>

namespace aipool::gemini {

bool same_name(std::string_view key, std::string_view camel) {
  if (key == camel) return true;
  std::size_t at = 0;
  for (const char c : camel) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && (at >= key.size() || key[at++] != '_')) return false;
    const char lower = upper ? static_cast<char>(c - 'A' + 'a') : c;
    if (at >= key.size() || key[at++] != lower) return false;
  }
  return at == key.size();
}

bool is_named(json::Value key, std::initializer_list<std::string_view> names) {
  const std::string_view text = key.string_raw();
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return same_name(text, name); });
}

json::Value named(json::Value object, std::string_view camel) {
  json::Value found;
  for (const json::Member member : object.members()) {
    if (same_name(member.key.string_raw(), camel)) found = member.value;
  }
  return found;
}

aip_bytes text_named(const Source& source, json::Value object, std::string_view camel, const Place& place) {
  const Place here = place.key(camel);
  const json::Value value = named(object, camel);
  if (!given(value)) return {};
  return source.string_at(value, here);
}

aip_bytes required_text_named(const Source& source, json::Value object, std::string_view camel, const Place& place) {
  const Place here = place.key(camel);
  const json::Value value = named(object, camel);
  if (!given(value)) refuse(here, "is required");
  return source.string_at(value, here);
}

aip_extras extras_beside(const Source& source, json::Value object, std::initializer_list<std::string_view> known) {
  ExtraList list(source);
  std::uint32_t ordinal = 0;
  for (const json::Member member : object.members()) {
    if (!is_named(member.key, known)) list.add(ordinal, member);
    ++ordinal;
  }
  return list.take();
}

bool has_beside(json::Value object, std::initializer_list<std::string_view> known) {
  for (const json::Member member : object.members()) {
    if (!is_named(member.key, known)) return true;
  }
  return false;
}

}  // namespace aipool::gemini
