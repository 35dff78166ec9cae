// SPDX-License-Identifier: MIT
#include "plugins/openai/extras.h"

#include <algorithm>
#include <limits>

namespace aipool::openai {
namespace {

bool among(json::Value key, std::initializer_list<std::string_view> known) {
  return std::any_of(known.begin(), known.end(), [&](std::string_view name) { return key.equals(name); });
}

}  // namespace

void ExtraList::add(std::uint32_t ordinal, json::Member member) {
  items_.push_back({source_.origin, ordinal, source_.text(member.key), source_.raw(member.value)});
}

aip_extras ExtraList::take() const {
  if (items_.empty()) return {};
  const auto kept = source_.env.array<aip_extra>(items_.size());
  std::copy(items_.begin(), items_.end(), kept.begin());
  return {kept.data(), kept.size()};
}

aip_extras extras_of(const Source& source, json::Value object, std::initializer_list<std::string_view> known) {
  ExtraList list(source);
  std::uint32_t ordinal = 0;
  for (const json::Member member : object.members()) {
    if (!among(member.key, known)) list.add(ordinal, member);
    ++ordinal;
  }
  return list.take();
}

bool has_others(json::Value object, std::initializer_list<std::string_view> known) {
  for (const json::Member member : object.members()) {
    if (!among(member.key, known)) return true;
  }
  return false;
}

ObjectWriter::ObjectWriter(json::Writer& out, aip_extras extras, std::uint32_t origin)
    : out_(out), extras_(sdk::span(extras)), origin_(origin) {
  out_.begin_object();
}

bool ObjectWriter::member(std::string_view key) {
  flush(written_);
  if (own_extra(sdk::extras(extras_), origin_, key).data != nullptr) return false;
  out_.key(key);
  ++written_;
  return true;
}

void ObjectWriter::string(std::string_view key, aip_bytes value) {
  if (value.data != nullptr && member(key)) out_.string(sdk::view(value));
}

void ObjectWriter::raw(std::string_view key, aip_bytes json) {
  if (json.data != nullptr && member(key)) out_.raw(sdk::view(json));
}

void ObjectWriter::close() {
  flush(std::numeric_limits<std::uint32_t>::max());
  out_.end_object();
}

void ObjectWriter::flush(std::uint32_t ordinal) {
  for (; next_ < extras_.size() && extras_[next_].ordinal <= ordinal; ++next_) {
    const aip_extra& extra = extras_[next_];
    if (extra.origin != origin_) continue;
    out_.key(sdk::view(extra.key));
    out_.raw(sdk::view(extra.raw));
    ordinal = std::max(ordinal, ++written_);
  }
}

void lose_foreign(sdk::Env& env, aip_extras extras, std::uint32_t origin, const Place& place) {
  for (const aip_extra& extra : sdk::span(extras)) {
    if (extra.origin != origin) env.loss(place.key(sdk::view(extra.key)).pointer(), "unknown to openai.chat");
  }
}

aip_bytes own_extra(aip_extras extras, std::uint32_t origin, std::string_view key) {
  for (const aip_extra& extra : sdk::span(extras)) {
    if (extra.origin == origin && sdk::view(extra.key) == key) return extra.raw;
  }
  return {};
}

}  // namespace aipool::openai
