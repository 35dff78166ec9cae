// SPDX-License-Identifier: MIT
//
// ResponsePart is a part of an answer on its way to a client: what canonical events have said of it. OutputItem is the item
// that it is, or that it belongs to.
//
// Flow:      the encoder makes a part at PART_START, fills it until PART_END, and writes items from them.
// Threading: one answer, one thread at a time.
// Ownership: own their texts.
// Errors:    parts that have no form here are reported as losses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/openai/responses/event_writer.h"
#include "plugins/openai/responses/namespaces.h"

namespace aipool::openai::responses {

enum class ItemKind : std::uint8_t { kMessage, kThoughts, kFunction, kCustom, kImage, kOpaque };

// Whether an item can stand for the part that an event begins. Reports the loss where none can.
bool can_answer(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
void lose_event(sdk::Env& env, const aip_event& event);

struct ResponsePart {
  ResponsePart(sdk::Env& env, const aip_event& part_start, std::uint32_t origin, bool freeform = false);
  // An item of the vendor's own that goes out as it came.
  explicit ResponsePart(const aip_event& opaque);

  ItemKind item() const;
  // NULL: nothing is said of it but the item.
  const PartWords* words() const;
  // The part within its item, empty as it begins or with its text.
  std::string write(bool begun) const;
  // NULL: a call of a tool that is in none.
  void take_namespace(const Namespaces::Member* member);
  // Of protocols that have no tools with free-form input: it is the one member of an object, which must be whole.
  void unwrap();
  bool is_summary() const { return words() == &kSummaryWords; }

  std::uint32_t part = 0;
  aip_enum kind = AIP_PART_OPAQUE;
  std::uint32_t flags = 0;
  bool own = false;  // of this protocol
  bool ended = false;
  std::string item_id;  // as the upstream had it, or made
  bool made = true;     // the latter
  bool wrapped = false;
  std::string call_id;
  std::string name;
  std::string space;        // the namespace of a tool
  std::string text;         // or json of an opaque item
  std::size_t sent = 0;     // of the text
  std::string signature;    // or the payload of redacted thoughts
  std::vector<std::string> annotations;  // objects
  std::size_t cited = 0;                 // of them that were sent
  std::string logprobs;  // objects, separated by commas
  std::string probable;  // of what has not been sent
  OwnedExtras extras;
};

// The item that is being written.
class OutputItem {
 public:
  explicit OutputItem(const ResponsePart& first) : kind_(first.item()), id_(first.item_id), made_(first.made) {}

  const std::string& id() const { return id_; }
  // Whether the part belongs to it as well.
  bool takes(const ResponsePart& part) const;
  void add(const ResponsePart& part);  // that is whole
  std::string write_begun(const ResponsePart& first) const;
  std::string write(std::string_view status) const;

 private:
  void write_call(json::Writer& out, const ResponsePart& call, bool begun) const;

  ItemKind kind_;
  std::string id_;
  bool made_;
  std::string content_;  // objects, separated by commas
  std::string summary_;
  std::string seal_;
  std::string whole_;  // members of a call, or an opaque item
  OwnedExtras extras_;
};

}  // namespace aipool::openai::responses
