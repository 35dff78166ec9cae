// SPDX-License-Identifier: MIT
#include "core/app/command_line.h"

#include <Poco/Exception.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/IntValidator.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace aipool::app {
namespace {

constexpr int kLoopsMax = 256;
constexpr int kPortMax = 65535;
// "probe" is how the program starts itself to try a plugin (core/plugin/probe.h); nobody types it.
constexpr std::array<const char*, 7> kCommands{"serve", "check", "plugins", "login", "convert", "version", "probe"};

using Poco::Util::IntValidator;
using Poco::Util::Option;

void add_login_options(Poco::Util::OptionSet& set) {
  set.addOption(Option("method", "", "login: how; the provider's usual way").required(false).argument("METHOD"));
  set.addOption(Option("file", "", "login: where the credential goes; default: the account's or the vendor's own place")
                    .required(false)
                    .argument("FILE"));
  set.addOption(Option("account", "", "login: which account, where the configuration has several")
                    .required(false)
                    .argument("UUID"));
  set.addOption(Option("set", "", "login: a key of the account, where no configuration has one; as often as needed")
                    .required(false)
                    .repeatable(true)
                    .argument("KEY=VALUE"));
  set.addOption(
      Option("import", "", "login: from kiro-cli's database, which is only read; default: where kiro-cli has it")
          .required(false)
          .argument("FILE", false));
  set.addOption(Option("no-browser", "", "login: open none, also where one could be").required(false));
  set.addOption(Option("port", "", "login: where on 127.0.0.1 the browser comes back to; default: any free one")
                    .required(false)
                    .argument("N")
                    .validator(new IntValidator(1, kPortMax)));
}

Poco::Util::OptionSet options() {
  Poco::Util::OptionSet set;
  set.addOption(
      Option("config", "c", "configuration file; without it the environment alone").required(false).argument("FILE"));
  set.addOption(Option("loops", "l", "event loops to run; default: one for each processor")
                    .required(false)
                    .argument("N")
                    .validator(new IntValidator(1, kLoopsMax)));
  set.addOption(Option("from", "f", "protocol of what convert reads").required(false).argument("PROTOCOL"));
  set.addOption(Option("to", "t", "protocol of what convert writes").required(false).argument("PROTOCOL"));
  set.addOption(Option("answer", "a", "convert reads an upstream's answer, not a client's request").required(false));
  add_login_options(set);
  set.addOption(Option("help", "h", "show this text").required(false));
  return set;
}

Error usage(const std::string& text) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, text + "; see aipool --help");
}

void validate(const Poco::Util::OptionSet& set, const std::string& name, const std::string& value) {
  const Option& option = set.getOption(name);
  if (!value.empty()) option.validator()->validate(option, value);
}

void take_login_option(LoginOptions& login, const std::string& name, const std::string& value) {
  if (name == "method") login.method = value;
  if (name == "file") login.file = value;
  if (name == "account") login.account = value;
  if (name == "set" && !value.empty()) login.set.push_back(value);
  if (name == "import") login.import = value;
  if (name == "no-browser") login.no_browser = true;
  if (name == "port" && !value.empty()) login.port = static_cast<std::uint16_t>(std::stoul(value));
}

// The processor gives an option twice where its value is the next word: first without it.
void take(CommandLine& line, const std::string& name, const std::string& value) {
  if (name == "config") line.config = value;
  if (name == "loops" && !value.empty()) line.loops = static_cast<unsigned>(std::stoul(value));
  if (name == "from") line.from = value;
  if (name == "to") line.to = value;
  if (name == "answer") line.answer = true;
  if (name == "help") line.help = true;
  take_login_option(line.login, name, value);
}

// How many words may follow the command; the FILE of --import may stand apart from it.
std::size_t arguments_max(const CommandLine& line) {
  if (line.command == "plugins" || line.command == "probe") return line.arguments.size();
  if (line.command == "convert") return 1;
  if (line.command == "login") return line.login.import && line.login.import->empty() ? 2 : 1;
  return 0;
}

}  // namespace

Result<CommandLine> parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  const Poco::Util::OptionSet set = options();
  Poco::Util::OptionProcessor processor(set);
  processor.setUnixStyle(true);
  bool command_seen = false;
  try {
    for (std::string& argument : arguments) {
      if (argument == "-config") argument = "--config";  // as the first servers of this kind spelled it
      std::string name, value;
      if (!processor.process(argument, name, value)) {
        if (command_seen) {
          line.arguments.push_back(argument);
        } else {
          line.command = argument;
        }
        command_seen = true;
        continue;
      }
      if (name == "loops" || name == "port") validate(set, name, value);
      take(line, name, value);
    }
    processor.checkRequired();
  } catch (const Poco::Exception& exception) {
    return usage(exception.displayText());
  }
  if (std::find(kCommands.begin(), kCommands.end(), line.command) == kCommands.end()) {
    return usage("there is no command '" + line.command + "'");
  }
  if (const std::size_t most = arguments_max(line); line.arguments.size() > most) {
    return usage("'" + line.arguments[most] + "' is one argument too many");
  }
  if (line.command == "login" && line.arguments.size() == 2) {
    line.login.import = line.arguments.back();
    line.arguments.pop_back();
  }
  return line;
}

std::string help_text() {
  const Poco::Util::OptionSet set = options();
  Poco::Util::HelpFormatter formatter(set);
  formatter.setCommand("aipool");
  formatter.setUnixStyle(true);
  formatter.setUsage(
      "[serve | check | plugins list | plugins inspect FILE | login [PROVIDER] | convert [FILE] | version] [OPTIONS]");
  formatter.setHeader(
      "A gateway that speaks the protocols of LLM vendors to clients and to pools of provider accounts.\n"
      "serve runs the server, check says what is wrong with a configuration, plugins shows what plugin files bring,\n"
      "login signs in to a provider and keeps the credential for the server; alone it lists who can be signed in to,\n"
      "convert shows what a request or an answer of one protocol becomes in another.");
  std::ostringstream text;
  formatter.format(text);
  return text.str();
}

}  // namespace aipool::app
