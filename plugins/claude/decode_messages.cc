// SPDX-License-Identifier: MIT
#include "plugins/claude/decode_blocks.h"
#include "plugins/claude/decode_request.h"

namespace aipool::claude {
namespace {

aip_enum role_of(json::Value word) {
  if (word.equals("user")) return AIP_ROLE_USER;
  if (word.equals("assistant")) return AIP_ROLE_ASSISTANT;
  return word.equals("system") ? AIP_ROLE_SYSTEM : AIP_ROLE_OPAQUE;
}

void set_content(const Source& source, json::Value content, const Place& place, Calls& calls, aip_message& message) {
  bool plain = false;
  sdk::set_parts(message, decode_content(source, content, place, calls, plain));
  if (plain) message.flags |= AIP_MESSAGE_FLAG_PLAIN;
}

}  // namespace

void decode_messages(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place place = body.key("messages");
  const json::Value system = root.find("system");
  const json::Value messages = source.array_at(root.find("messages"), place);
  const auto all = source.env.array<aip_message>(messages.size() + (given(system) ? 1 : 0));
  Calls calls;
  std::size_t count = 0;
  if (given(system)) {
    aip_message& message = all[count++];
    message.role = AIP_ROLE_SYSTEM;
    message.origin = source.origin;
    set_content(source, system, body.key("system"), calls, message);
  }
  std::size_t index = 0;
  for (const json::Value value : messages.elements()) {
    const Place here = place.at(index++);
    aip_message& message = all[count++];
    message.origin = source.origin;
    message.role = role_of(source.object_at(value, here).find("role"));
    if (message.role == AIP_ROLE_OPAQUE) message.name = source.required_string(value, "role", here);
    const json::Value content = value.find("content");
    set_content(source, content, here.key("content"), calls, message);
    const bool bare = value.size() == 2 && content;  // nothing but the role beside it
    if (!bare) message.extras = extras_of(source, value, {"role", "content"});
  }
  sdk::set_messages(request, all);
}

}  // namespace aipool::claude
