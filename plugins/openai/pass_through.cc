// SPDX-License-Identifier: MIT
#include "plugins/openai/pass_through.h"

#include <algorithm>
#include <array>

#include "plugins/openai/convert.h"
#include "plugins/openai/effort.h"
#include "plugins/openai/encode_thinking.h"

namespace aipool::openai {
namespace {

struct Splice {
  std::size_t offset = 0;
  std::size_t erase = 0;
  std::string insert;
};

std::optional<Splice> model_splice(const aip_request& request) {
  const std::string_view upstream = sdk::view(request.upstream_model);
  const aip_member* model = sdk::find_member(request, "model");
  if (upstream.empty() || model == nullptr || upstream == sdk::view(request.client_model)) return std::nullopt;
  Splice splice{model->value, model->value_len, {}};
  json::Writer(splice.insert).string(upstream);
  return splice;
}

std::optional<Splice> usage_splice(const aip_request& request) {
  if ((request.flags & AIP_REQUEST_STREAM) == 0 || (request.flags & AIP_REQUEST_USAGE) != 0) return std::nullopt;
  if (!convert::chat_dialect(request.dialect).stream_usage) return std::nullopt;
  if (const aip_member* options = sdk::find_member(request, "stream_options")) {
    return Splice{options->value, options->value_len, with_usage(sdk::value_of(request, *options))};
  }
  const aip_member* stream = sdk::find_member(request, "stream");
  if (stream == nullptr) return std::nullopt;
  return Splice{stream->value + stream->value_len, 0, R"(,"stream_options":)" + with_usage({})};
}

// What the account says about thinking, for a client that says nothing: it goes before the first member.
std::optional<Splice> thinking_splice(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  const ChatDialect dialect = convert::chat_dialect(request.dialect);
  if (dialect.think.empty() && dialect.thinking_budget.empty()) return std::nullopt;
  const auto members = sdk::list(request.members, request.member_count);
  const auto is_form = [](const aip_member& member) { return is_reasoning_form(sdk::view(member.key)); };
  if (members.empty() || std::any_of(members.begin(), members.end(), is_form)) return std::nullopt;
  std::string text;
  json::Writer writer(text);
  const Target target{env, origin, request, writer};
  ObjectWriter object(writer, {}, origin);
  encode_thinking(target, object, dialect);
  object.close();
  if (text.size() <= 2) return std::nullopt;
  text.back() = ',';
  return Splice{members.front().offset, 0, text.substr(1)};
}

}  // namespace

void splice_request(sdk::Env& env, std::uint32_t origin, const aip_request& request, sdk::Out& out) {
  std::array<std::optional<Splice>, 3> splices = {thinking_splice(env, origin, request), model_splice(request),
                                                  usage_splice(request)};
  if (splices[1] && splices[2] && splices[2]->offset < splices[1]->offset) std::swap(splices[1], splices[2]);
  for (const auto& splice : splices) {
    if (splice) out.splice(splice->offset, splice->erase, splice->insert);
  }
}

std::string with_usage(std::string_view stream_options) {
  std::string text;
  json::Writer out(text);
  json::Document document;
  const bool sent = document.parse(stream_options) == json::Error::kNone;
  out.begin_object();
  if (sent) {
    for (const json::Member member : document.root().members()) {
      if (!member.key.equals("include_usage")) out.key_raw(member.key.string_raw()).raw(member.value.raw());
    }
  }
  out.key("include_usage").boolean(true).end_object();
  return text;
}

std::optional<Cut> find_cut(json::Value chunk) {
  std::optional<json::Member> usage;
  std::size_t previous_end = 0;  // of the value before usage, 0: usage is the first member
  std::size_t next = 0;          // of the key after usage, 0: usage is the last member
  std::size_t end = 0;
  for (const json::Member member : chunk.members()) {
    if (member.key.equals("usage")) {
      usage = member;
      previous_end = end;
      next = 0;
    } else if (usage && next == 0) {
      next = member.key.offset();
    }
    end = member.value.offset() + member.value.raw().size();
  }
  if (!usage) return std::nullopt;
  const json::Value choices = chunk.find("choices");
  if (usage->value.is_object() && choices.is_array() && choices.size() == 0) return Cut{0, 0, true};
  if (!usage->value.is_null()) return std::nullopt;
  const std::size_t begin = usage->key.offset();
  const std::size_t after = usage->value.offset() + usage->value.raw().size();
  if (next != 0) return Cut{begin, next - begin, false};
  if (previous_end != 0) return Cut{previous_end, after - previous_end, false};
  return Cut{begin, after - begin, false};
}

}  // namespace aipool::openai
