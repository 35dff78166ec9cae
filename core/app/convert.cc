// SPDX-License-Identifier: MIT
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/app/plugin_folders.h"
#include "core/gateway/conversion.h"
#include "core/plugin/build_registry.h"

namespace aipool::app {
namespace {

int failed(const std::string& why) {
  std::cerr << "aipool: " << why << '\n';
  return 1;
}

std::optional<std::string> input(const CommandLine& line) {
  using Bytes = std::istreambuf_iterator<char>;
  if (line.arguments.empty()) return std::string(Bytes(std::cin), Bytes());
  std::ifstream file(line.arguments[0], std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(Bytes(file), Bytes());
}

std::string unknown_protocol(const std::string& id, const plugin::Registry& registry) {
  std::string text = id.empty() ? "convert needs --from and --to" : "no plugin brings the protocol '" + id + "'";
  text += "; there are:";
  for (const plugin::ClientProtocol& protocol : registry.clients()) text += " " + std::string(protocol.id());
  return text;
}

Result<std::string> converted(plugin::Call& call, const CommandLine& line, const plugin::Registry& registry,
                              std::string_view text) {
  const std::string& client = line.answer ? line.to : line.from;
  const std::string& upstream = line.answer ? line.from : line.to;
  const plugin::ClientProtocol* client_half = registry.client(client);
  const plugin::UpstreamProtocol* upstream_half = registry.upstream(upstream);
  if (client_half == nullptr || upstream_half == nullptr) {
    return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig,
                      unknown_protocol(client_half == nullptr ? client : upstream, registry));
  }
  return line.answer ? gateway::convert_answer(call, *upstream_half, *client_half, text)
                     : gateway::convert_request(call, *client_half, *upstream_half, text);
}

void print_losses(const plugin::Call& call) {
  for (const plugin::Loss& loss : call.losses()) std::cerr << "lost: " << loss.pointer << ": " << loss.why << '\n';
  const std::size_t more = call.loss_count() - call.losses().size();
  if (more != 0) std::cerr << "lost: " << more << " more\n";
}

}  // namespace

int convert(const CommandLine& line) {
  const auto text = input(line);
  if (!text) return failed(line.arguments[0] + ": cannot be read");
  Composition composition = load_configuration(line.config);
  const auto command = CommandHost::open(composition.config.state_dir);
  if (!command) return 1;
  const auto folders = plugin_folders(composition.config.plugin_dir);
  const auto registry = plugin::build_registry(composition.config, folders, command->host, composition.faults);
  print_faults(composition.faults);
  if (!registry) return 1;

  plugin::Call call("convert");
  const auto result = converted(call, line, *registry, *text);
  print_losses(call);
  if (!result) {
    const std::string said = call.failure().message;
    return failed(said.empty() ? result.error().detail : said);
  }
  std::cout << *result;
  if (!result->ends_with('\n')) std::cout << '\n';
  return 0;
}

}  // namespace aipool::app
