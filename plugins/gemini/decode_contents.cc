// SPDX-License-Identifier: MIT
#include "plugins/gemini/decode_parts.h"
#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

// Older clients name the turn of a result "function". Nobody is the user.
aip_enum role_of_content(json::Value role) {
  if (!given(role) || role.equals("user")) return AIP_ROLE_USER;
  if (role.equals("model")) return AIP_ROLE_ASSISTANT;
  if (role.equals("function") || role.equals("tool")) return AIP_ROLE_TOOL;
  return role.equals("system") ? AIP_ROLE_SYSTEM : AIP_ROLE_OPAQUE;
}

void decode_content(const Source& source, json::Value content, const Place& place, CallIds& ids, aip_message& message) {
  const Place parts_place = place.key("parts");
  const json::Value parts = content.find("parts");
  message.origin = source.origin;
  if (given(parts)) sdk::set_parts(message, decode_parts(source, parts, parts_place, ids));
  message.extras = extras_beside(source, content, {"role", "parts"});
}

// Some clients write it as a bare string.
void decode_system(const Source& source, json::Value system, const Place& place, CallIds& ids, aip_message& message) {
  message.role = AIP_ROLE_SYSTEM;
  if (!system.is_string()) return decode_content(source, source.object_at(system, place), place, ids, message);
  const auto parts = source.env.array<aip_part>(1);
  parts[0].kind = AIP_PART_TEXT;
  parts[0].origin = source.origin;
  parts[0].text = source.text(system);
  message.origin = source.origin;
  sdk::set_parts(message, parts);
}

}  // namespace

void decode_contents(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place place = body.key("contents");
  const Place system_place = body.key("systemInstruction");
  const json::Value system = named(root, "systemInstruction");
  const json::Value contents = named(root, "contents");
  const auto all = source.env.array<aip_message>(item_count(contents) + (given(system) ? 1 : 0));
  CallIds ids(source);
  std::size_t count = 0;
  if (given(system)) decode_system(source, system, system_place, ids, all[count++]);
  for_each_item(contents, [&](json::Value content, std::size_t index) {
    const Place here = place.at(index);
    const json::Value role = source.object_at(content, here).find("role");
    aip_message& message = all[count++];
    message.role = role_of_content(role);
    const Place role_place = here.key("role");
    if (message.role == AIP_ROLE_OPAQUE) refuse(role_place, "must be user or model");
    if (message.role == AIP_ROLE_TOOL) message.name = source.required_string(content, "role", here);
    ids.turn(message.role);
    decode_content(source, content, here, ids, message);
  });
  sdk::set_messages(request, all);
}

}  // namespace aipool::gemini
