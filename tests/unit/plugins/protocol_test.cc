// SPDX-License-Identifier: MIT
#include "protocol_test.h"

#include <map>
#include <vector>

namespace aipool::test {
namespace {

// A canonical text: members sorted, numbers as doubles.
std::string sorted(json::Value value) {
  if (value.is_string()) {
    std::string text;
    json::Writer(text).string(value.string());
    return text;
  }
  if (value.is_number()) return std::to_string(*value.number());
  if (value.is_array()) {
    std::string text = "[";
    for (const json::Value item : value.elements()) text += sorted(item) + ",";
    return text + "]";
  }
  if (!value.is_object()) return std::string(value.raw());
  std::map<std::string, std::string> members;
  for (const json::Member member : value.members()) members[member.key.string()] = sorted(member.value);
  std::string text = "{";
  for (const auto& [key, item] : members) text.append(key).append(":").append(item).append(",");
  return text + "}";
}

void add(std::string& line, std::string_view name, aip_bytes value) {
  if (value.len != 0) line.append(" ").append(name).append("=").append(sdk::view(value));
}

void add(std::string& line, const aip_usage& usage) {
  line += " usage=" + std::to_string(usage.input) + "/" + std::to_string(usage.output) + "/" +
          std::to_string(usage.total) + " cached=" + std::to_string(usage.cache_read) +
          " reasoning=" + std::to_string(usage.reasoning);
}

constexpr std::string_view kKinds[] = {"?",        "START", "PART_START", "DELTA", "SIGN",  "PART_END",
                                       "ANNOTATE", "PROBS", "FINISH",     "USAGE", "EXTRA", "ERROR",
                                       "END",      "PING",  "EMBEDDING",  "MODEL", "COUNT", "OPAQUE"};
constexpr std::string_view kParts[] = {"",      "text",     "reasoning", "refusal", "image",    "audio",
                                       "video", "document", "call",      "result",  "citation", "opaque"};

}  // namespace

std::string& plugin_path() {
  static std::string path;
  return path;
}

std::string& protocol_id() {
  static std::string id;
  return id;
}

std::string& other_plugin_path() {
  static std::string path;
  return path;
}

std::string& other_protocol_id() {
  static std::string id;
  return id;
}

kit::FakeHost& ProtocolTest::shared_host() {
  static kit::FakeHost host;
  return host;
}

const kit::Plugin& ProtocolTest::shared_plugin() {
  static const kit::Plugin plugin = kit::Plugin::load(plugin_path(), shared_host());
  return plugin;
}

std::unique_ptr<kit::Request> ProtocolTest::request(std::string body, aip_enum operation) {
  return request(kit::RequestText{.body = std::move(body)}, operation);
}

std::unique_ptr<kit::Request> ProtocolTest::decoded(std::string body, aip_enum operation) {
  return decoded(kit::RequestText{.body = std::move(body)}, operation);
}

std::unique_ptr<kit::Request> ProtocolTest::request(kit::RequestText text, aip_enum operation) {
  auto made = std::make_unique<kit::Request>(host_, std::move(text));
  made->canonical().operation = operation;
  EXPECT_EQ(driver_.inspect(*made), AIP_OK) << (made->call().fault() ? made->call().fault()->message : "");
  made->canonical().upstream_model = made->canonical().client_model;
  return made;
}

std::unique_ptr<kit::Request> ProtocolTest::decoded(kit::RequestText text, aip_enum operation) {
  auto made = request(std::move(text), operation);
  EXPECT_EQ(driver_.decode_request(*made), AIP_OK) << (made->call().fault() ? made->call().fault()->message : "");
  return made;
}

std::unique_ptr<kit::Request> ProtocolTest::foreign() {
  auto made = std::make_unique<kit::Request>(host_);
  made->canonical().operation = AIP_OP_GENERATE;
  made->canonical().client_protocol = other_;
  made->canonical().upstream_model = sdk::bytes("m");
  return made;
}

std::string ProtocolTest::encoded(kit::Request& request) {
  std::string body;
  EXPECT_EQ(driver_.encode_request(request, body), AIP_OK);
  return body;
}

kit::Reply ProtocolTest::stream(std::string_view chunks) {
  kit::Reply reply{.headers = {{"content-type", "text/event-stream"}}};
  while (!chunks.empty()) {
    const std::size_t end = chunks.find('\n');
    reply.body.append("data: ").append(chunks.substr(0, end)).append("\n\n");
    if (end == std::string_view::npos) break;
    chunks.remove_prefix(end + 1);
  }
  return reply;
}

kit::Reply ProtocolTest::document(std::string body, int status) {
  return {.status = status, .headers = {{"content-type", "application/json"}}, .body = std::move(body)};
}

sdk::Fault ProtocolTest::read_error(int status, std::string body, kit::Settings headers) {
  kit::Request request(host_);
  kit::Reply reply = document(std::move(body), status);
  reply.headers.insert(reply.headers.end(), headers.begin(), headers.end());
  return driver_.decode_error(request, reply);
}

kit::Encoded ProtocolTest::write_error(const sdk::Fault& fault) {
  kit::Request request(host_);
  return driver_.encode_error(request, sdk::error_of(fault));
}

std::unique_ptr<kit::Request> ProtocolTest::passing(std::unique_ptr<kit::Request> request) {
  request->canonical().flags |= AIP_REQUEST_PASS;
  return request;
}

void ProtocolTest::expect_every_cut_is_the_same(const Asks& asks, const kit::Reply& reply) {
  const kit::Decoded told = driver_.decode(*asks(), reply);
  const kit::Decoded passed = driver_.decode(*passing(asks()), reply);
  ASSERT_EQ(told.rc, AIP_OK);
  ASSERT_EQ(passed.rc, AIP_OK);
  EXPECT_TRUE(told.seen.fold.ended());
  EXPECT_TRUE(passed.seen.fold.ended());
  const auto expect_same = [&](const kit::Chunks& chunks) {
    ASSERT_EQ(to_lines(driver_.decode(*asks(), reply, chunks).seen.events), to_lines(told.seen.events));
    const kit::Decoded cut = driver_.decode(*passing(asks()), reply, chunks);
    ASSERT_EQ(to_lines(cut.seen.events), to_lines(passed.seen.events));
    ASSERT_EQ(cut.passed, passed.passed);
  };
  expect_same(kit::Chunks::bytes());
  for (std::size_t at = 0; at <= reply.body.size(); ++at) expect_same(kit::Chunks::at({at}));
}

aip_part part(aip_enum kind, std::string_view text, std::uint32_t flags) {
  aip_part made{};
  made.struct_size = sizeof made;
  made.kind = kind;
  made.text = sdk::bytes(text);
  made.flags = flags;
  return made;
}

aip_part call(std::string_view id, std::string_view name, std::string_view json) {
  aip_part made = part(AIP_PART_TOOL_CALL);
  made.id = sdk::bytes(id);
  made.name = sdk::bytes(name);
  made.json = sdk::bytes(json);
  return made;
}

std::string with_ends(std::string_view body, std::string_view end) {
  std::string text;
  for (const char c : body) c == '\n' ? text += end : text += c;
  return text;
}

std::string to_line(const aip_event& event) {
  std::string line(kKinds[event.kind < std::size(kKinds) ? event.kind : 0]);
  if (event.choice == AIP_NO_CHOICE) line += " all";
  if (event.choice != AIP_NO_CHOICE && event.choice != 0) line += " choice=" + std::to_string(event.choice);
  if (event.part_kind != 0) line.append(" ").append(kParts[event.part_kind]).append(std::to_string(event.part));
  if (event.flags != 0) line += " flags=" + std::to_string(event.flags);
  if (event.finish != 0) line += " finish=" + std::to_string(event.finish);
  if (event.created != 0) line += " created=" + std::to_string(event.created);
  add(line, "id", event.id);
  add(line, "name", event.name);
  add(line, "text", event.text);
  add(line, "json", event.json);
  if (event.usage != nullptr) add(line, *event.usage);
  if (event.error != nullptr) {
    line += " class=" + std::to_string(event.error->error_class);
    add(line, "message", event.error->message);
  }
  for (const aip_extra& extra : sdk::span(event.extras)) add(line, "+" + std::string(sdk::view(extra.key)), extra.raw);
  return line;
}

std::string to_lines(const std::vector<aip_event>& events) {
  std::string lines;
  for (const aip_event& event : events) lines += to_line(event) + "\n";
  return lines;
}

std::string verdict(const std::vector<aip_event>& events) {
  std::string lines;
  for (const aip_event& event : events) {
    switch (event.kind) {
      case AIP_EVENT_USAGE:
      case AIP_EVENT_ERROR:
      case AIP_EVENT_END: lines += to_line(event) + "\n"; break;
      default: break;
    }
  }
  return lines;
}

std::vector<std::string> loss_pointers(kit::Request& request) {
  std::vector<std::string> pointers;
  for (const kit::Loss& loss : request.call().losses()) pointers.push_back(loss.pointer);
  return pointers;
}

std::string sorted_json(std::string_view text) {
  json::Document document;
  if (document.parse(text) != json::Error::kNone) return "not JSON: " + std::string(text);
  return sorted(document.root());
}

::testing::AssertionResult same_json(std::string_view actual, std::string_view expected) {
  json::Document a;
  json::Document b;
  if (a.parse(actual) != json::Error::kNone) return ::testing::AssertionFailure() << "not JSON: " << actual;
  if (b.parse(expected) != json::Error::kNone) return ::testing::AssertionFailure() << "not JSON: " << expected;
  if (sorted(a.root()) == sorted(b.root())) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\n  actual " << actual << "\nexpected " << expected;
}

}  // namespace aipool::test
