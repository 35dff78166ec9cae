// SPDX-License-Identifier: MIT
//
// A request, an event and the smaller structs of a call, made of hostile values.
//
// Threading: one thread.
// Ownership: the Hostile owns what the structs point to.
// Errors:    none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "aipool/abi.h"
#include "tests/fuzz/hostile.h"

namespace aipool::fuzz {

// `count` elements a stride apart that may be too short for one, or too long.
template <class T, class Make>
const T* strided(Hostile& from, std::size_t& count, std::size_t& stride, Make&& make) {
  constexpr std::size_t kStrides[] = {sizeof(T), sizeof(T), sizeof(T) + 8, 8, 16, 0};
  stride = kStrides[from.below(6)];
  count = from.below(4);
  if (from.below(32) == 1) return nullptr;
  char* memory = from.array<char>(count * stride);
  for (std::size_t i = 0; i < count && stride != 0; ++i) {
    T element = make();
    element.struct_size = from.struct_size<T>();
    std::memcpy(memory + i * stride, &element, stride < sizeof(T) ? stride : sizeof(T));
  }
  return static_cast<const T*>(static_cast<const void*>(memory));
}

inline const aip_bytes* texts(Hostile& from, std::size_t& count) {
  count = from.below(4);
  if (from.below(32) == 1) return nullptr;
  auto* items = from.array<aip_bytes>(count);
  for (std::size_t i = 0; i < count; ++i) items[i] = from.text();
  return items;
}

inline aip_part part(Hostile& from, int depth) {
  aip_part made{};
  made.kind = from.number();
  made.origin = from.below(4);
  made.flags = from.number();
  for (aip_bytes* text : {&made.text, &made.media_type, &made.data, &made.uri, &made.file_id, &made.id, &made.name,
                          &made.json, &made.signature, &made.detail})
    *text = from.text();
  if (depth > 0 && from.below(3) == 1) {
    made.children = strided<aip_part>(from, made.child_count, made.child_stride, [&] { return part(from, depth - 1); });
  }
  made.extras = from.extras();
  return made;
}

inline aip_message message(Hostile& from) {
  aip_message made{};
  made.role = from.number();
  made.origin = from.below(4);
  made.flags = from.number();
  made.id = from.text();
  made.name = from.text();
  made.parts = strided<aip_part>(from, made.part_count, made.part_stride, [&] { return part(from, 2); });
  made.extras = from.extras();
  return made;
}

inline aip_tool tool(Hostile& from) {
  return {0,           from.number(), from.below(4), from.number(), from.text(),
          from.text(), from.text(),   from.text(),   from.extras()};
}

inline void fill_choices(Hostile& from, aip_request& made) {
  aip_tool_choice choice{0, from.number(), from.below(4), from.number(), nullptr, 0, from.text()};
  choice.names = texts(from, choice.name_count);
  made.tool_choice = from.maybe(choice);
  made.format = from.maybe(aip_format{0, from.number(), from.below(4), from.number(), from.text(), from.text(),
                                      from.text(), from.text(), from.extras()});
  made.reasoning =
      from.maybe(aip_reasoning{0, from.number(), from.wide(), from.text(), from.below(4), 0, from.extras()});
  aip_embedding embedding{0,           from.below(4), nullptr,     0,          from.text(),
                          from.text(), from.text(),   from.text(), from.wide()};
  embedding.inputs = texts(from, embedding.input_count);
  made.embedding = from.maybe(embedding);
  made.stop = texts(from, made.stop_count);
}

inline void fill_scalars(Hostile& from, aip_request& made) {
  made.present = static_cast<std::uint64_t>(from.wide());
  for (double* value : {&made.temperature, &made.top_p, &made.presence_penalty, &made.frequency_penalty}) {
    const std::int64_t bits = from.wide();
    if (from.below(2) == 0) {
      *value = static_cast<double>(bits);
    } else {
      std::memcpy(value, &bits, sizeof bits);  // infinite, not a number
    }
  }
  for (std::int64_t* value : {&made.top_k, &made.max_output, &made.seed, &made.choices, &made.top_logprobs})
    *value = from.wide();
  for (aip_bytes* text : {&made.user, &made.metadata_json, &made.service_tier, &made.cache_key, &made.verbosity})
    *text = from.text();
}

inline aip_request request(Hostile& from) {
  aip_request made{};
  made.operation = from.number();
  made.client_protocol = from.below(4);
  made.flags = from.byte();
  made.source_body = from.text();
  for (aip_bytes* text : {&made.method, &made.path, &made.query, &made.client_model, &made.upstream_model,
                          &made.previous_id, &made.item_id})
    *text = from.text();
  made.headers = from.fields();
  made.params = from.fields();
  made.member_count = from.below(3);
  auto* members = from.array<aip_member>(made.member_count);
  for (std::size_t i = 0; i < made.member_count; ++i)
    members[i] = {from.text(), from.number(), from.number(), from.number()};
  made.members = members;
  if (from.below(4) == 0) return made;  // the envelope alone
  made.messages = strided<aip_message>(from, made.message_count, made.message_stride, [&] { return message(from); });
  made.tools = strided<aip_tool>(from, made.tool_count, made.tool_stride, [&] { return tool(from); });
  fill_choices(from, made);
  fill_scalars(from, made);
  made.extras = from.extras();
  return made;
}

inline aip_error error(Hostile& from) {
  return {0,
          -static_cast<std::int32_t>(from.number() >> 1),
          from.status(),
          from.below(4),
          from.wide(),
          from.text(),
          from.text(),
          from.text(),
          from.text()};
}

inline aip_usage usage(Hostile& from) {
  aip_usage made{};
  made.flags = from.number();
  made.present = static_cast<std::uint64_t>(from.wide());
  for (std::uint64_t* count : {&made.input, &made.output, &made.total, &made.cache_read, &made.cache_write,
                               &made.reasoning, &made.audio_in, &made.audio_out})
    *count = static_cast<std::uint64_t>(from.wide());
  made.origin = from.below(4);
  made.json = from.text();
  return made;
}

inline aip_event event(Hostile& from) {
  aip_event made{};
  made.kind = from.number();
  made.origin = from.below(4);
  made.flags = from.number();
  made.choice = from.below(8) == 0 ? AIP_NO_CHOICE : from.below(3);
  made.part = from.number();
  made.part_kind = from.number();
  made.finish = from.number();
  made.created = from.wide();
  for (aip_bytes* text : {&made.id, &made.name, &made.text, &made.json, &made.media_type}) *text = from.text();
  made.usage = from.maybe(usage(from));
  made.error = from.maybe(error(from));
  made.extras = from.extras();
  return made;
}

inline aip_reply reply(Hostile& from) { return {0, from.status(), from.fields(), from.text()}; }

inline aip_account account(Hostile& from) {
  return {0, from.number(), from.text(), from.text(), from.text(), from.text(), from.fields(), from.fields(), from.text()};
}

}  // namespace aipool::fuzz
