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
// "probe" is how the program starts itself to try a plugin (core/plugin/probe.h); nobody types it.
constexpr std::array<const char*, 6> kCommands{"serve", "check", "plugins", "convert", "version", "probe"};

Poco::Util::OptionSet options() {
  Poco::Util::OptionSet set;
  set.addOption(Poco::Util::Option("config", "c", "configuration file; without it the environment alone")
                    .required(false)
                    .argument("FILE"));
  set.addOption(Poco::Util::Option("loops", "l", "event loops to run; default: one for each processor")
                    .required(false)
                    .argument("N")
                    .validator(new Poco::Util::IntValidator(1, kLoopsMax)));
  set.addOption(Poco::Util::Option("from", "f", "protocol of what convert reads").required(false).argument("PROTOCOL"));
  set.addOption(Poco::Util::Option("to", "t", "protocol of what convert writes").required(false).argument("PROTOCOL"));
  set.addOption(Poco::Util::Option("answer", "a", "convert reads an upstream's answer, not a client's request").required(false));
  set.addOption(Poco::Util::Option("takeover", "o", "serve goes on with the sockets of the server that runs, which drains")
                    .required(false));
  set.addOption(Poco::Util::Option("help", "h", "show this text").required(false));
  return set;
}

Error usage(const std::string& text) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, text + "; see aipool --help");
}

}  // namespace

Result<CommandLine> parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  line.typed = arguments;
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
      if (name == "config") line.config = value;
      if (name == "loops" && !value.empty()) {
        set.getOption("loops").validator()->validate(set.getOption("loops"), value);
        line.loops = static_cast<unsigned>(std::stoul(value));
      }
      if (name == "from") line.from = value;
      if (name == "to") line.to = value;
      if (name == "answer") line.answer = true;
      if (name == "takeover") line.takeover = true;
      if (name == "help") line.help = true;
    }
    processor.checkRequired();
  } catch (const Poco::Exception& exception) {
    return usage(exception.displayText());
  }
  if (std::find(kCommands.begin(), kCommands.end(), line.command) == kCommands.end()) {
    return usage("there is no command '" + line.command + "'");
  }
  const bool takes_any = line.command == "plugins" || line.command == "probe";
  const std::size_t most = line.command == "convert" ? 1 : 0;
  if (!takes_any && line.arguments.size() > most) {
    return usage("'" + line.arguments[most] + "' is one argument too many");
  }
  return line;
}

std::string help_text() {
  const Poco::Util::OptionSet set = options();
  Poco::Util::HelpFormatter formatter(set);
  formatter.setCommand("aipool");
  formatter.setUnixStyle(true);
  formatter.setUsage("[serve | check | plugins list | plugins inspect FILE | convert [FILE] | version] [OPTIONS]");
  formatter.setHeader(
      "A gateway that speaks the protocols of LLM vendors to clients and to pools of provider accounts.\n"
      "serve runs the server, check says what is wrong with a configuration, plugins shows what plugin files bring,\n"
      "convert shows what a request or an answer of one protocol becomes in another.\n"
      "A server that runs reads its configuration and plugins again when they change, at SIGHUP and at POST /api/reload;\n"
      "it stops in order at SIGTERM, at once at a second one, and hands over to a new process of itself at SIGUSR2.");
  std::ostringstream text;
  formatter.format(text);
  return text.str();
}

}  // namespace aipool::app
