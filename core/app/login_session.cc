// SPDX-License-Identifier: MIT
#include "core/app/login_session.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <utility>
#include <vector>

#include "core/app/browser.h"
#include "core/app/callback_listener.h"
#include "core/app/kiro_cli.h"
#include "core/app/login_text.h"
#include "core/app/plugin_folders.h"
#include "core/app/terminal.h"
#include "core/app/terminal_input.h"
#include "core/config/environment.h"
#include "core/config/nearest.h"
#include "core/gateway/auth_run.h"
#include "core/gateway/proxy_choice.h"
#include "core/http/client.h"
#include "core/plugin/accounts.h"
#include "core/plugin/build_registry.h"
#include "core/plugin/plugin_description.h"
#include "core/pool/document.h"
#include "core/pool/document_lock.h"

namespace aipool::app {
namespace {

constexpr int kInterrupted = 130;  // as shells have it for Ctrl-C
constexpr std::chrono::minutes kLoginPatience{30};

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

struct LoginOutcome {
  std::optional<Result<gateway::AuthCredential>> result;
  bool interrupted = false;
};

struct LoginRun {
  const gateway::AuthNeeds& needs;
  const gateway::AuthSite& site;
  const plugin::AccountHandle& account;
  const gateway::AuthStart& start;
  LoginOutcome& outcome;
};

Result<pool::DocumentLock> wait_for_lock(const std::filesystem::path& document) {
  constexpr int kTries = 100;
  constexpr std::chrono::milliseconds kPause{100};
  for (int i = 0; i < kTries; ++i) {
    auto taken = pool::DocumentLock::try_take(document, {});
    if (!taken) return std::move(taken).error();
    if (*taken) return *std::move(*taken);
    std::this_thread::sleep_for(kPause);
  }
  return make_error(ErrorCode::kTimeout, ErrorSource::kConfig,
                    document.string() + ": another process is at work on it");
}

http::Task<void> run_login(const LoginRun& run) {
  auto result = co_await gateway::run_auth(run.needs, run.site, run.account, run.start);
  run.outcome.result.emplace(std::move(result));
  run.needs.loop.stop();
}

}  // namespace

bool LoginSession::refuse(const std::string& why) {
  std::cerr << "aipool: " << plugin::printable(why) << '\n';
  return false;
}

bool LoginSession::prepare() {
  composition_ = load_configuration(line_.config);
  config::Faults& faults = composition_.faults;
  const auto told = [&] { return print_faults(faults), faults.empty(); };
  if (!told()) return false;
  const auto providers = installed_providers(composition_.config, plugin_folders(composition_.config.plugin_dir));
  if (std::ranges::find(providers, provider_id_) == providers.end()) {
    return refuse("no plugin brings the provider " + config::quote_key(provider_id_) + "; " +
                  config::suggest("providers", provider_id_, views_of(providers)));
  }
  target_ = login_account(provider_id_, line_.login, composition_.config, faults);
  if (!told()) return false;
  if (!load_plugins()) return told();
  provider_ = registry_->provider(provider_id_);
  if (!choose_method()) return false;
  account_ = plugin::open_account(*provider_, target_.account, faults);
  const gateway::ProxyChoice proxies(composition_.config, faults);
  if (account_) {
    site_ = gateway::auth_site(*provider_, target_.account, composition_.config.state_dir, proxies, trusts_, faults);
  }
  return told();
}

bool LoginSession::load_plugins() {
  const config::Config config = reduced_to(composition_.config, provider_id_, target_.account);
  command_ = CommandHost::open(config.state_dir);
  if (!command_) return false;
  registry_ = plugin::build_registry(config, plugin_folders(config.plugin_dir), command_->host, composition_.faults);
  return registry_ != nullptr;
}

bool LoginSession::choose_method() {
  const auto machine = provider_->auth();
  if (!machine) {
    return refuse("nobody signs in to \"" + provider_id_ + "\": its accounts have an api_key, or need none; " +
                  "\"aipool login\" lists those with a login");
  }
  const std::vector<std::string>& methods = machine->methods();
  if (methods.empty()) return refuse("\"" + provider_id_ + "\" has no method of login");
  method_ = line_.login.method.empty() ? methods.front() : line_.login.method;
  if (std::ranges::find(methods, method_) != methods.end()) return true;
  std::string known;
  for (const std::string& method : methods) known += (known.empty() ? "" : ", ") + method;
  return refuse("\"" + provider_id_ + "\" has no method " + config::quote_key(method_) + "; methods: " + known);
}

int LoginSession::sign_in(const sigset_t& stop_signals) {
  http::EventLoop loop;
  http::ClientPool upstreams(loop);
  http::Cancellation cancellation;
  LoginOutcome outcome;
  Terminal* receiver = nullptr;
  auto listener = CallbackListener::open(line_.login.port, [&receiver, mailbox = loop.mailbox()](const Secret& query) {
    mailbox->post([&receiver, query] { receiver->take_callback(query); });
  });
  if (!listener) return refuse(listener.error().detail), 1;

  TerminalSettings settings{
      std::cerr, (*listener)->base(), {}, {}, forward_command((*listener)->port(), config::process_environment())};
  settings.expect = [&listener](std::string path) { (*listener)->expect(std::move(path)); };
  if (!line_.login.no_browser && ::isatty(STDERR_FILENO) != 0 && has_local_browser()) settings.browse = open_browser;
  Terminal terminal(loop, &cancellation, std::move(settings));
  receiver = &terminal;
  terminal.say("Signing in to " + provider_id_ + ", method " + method_ + ".");

  TerminalInput::Events events;
  events.line = [&](Secret line) { terminal.take_line(std::move(line)); };
  events.end = [&] { terminal.end_input(); };
  events.interrupted = [&] {
    outcome.interrupted = true;
    cancellation.cancel();
  };
  gateway::AuthNeeds needs{loop, upstreams, &terminal, &cancellation, kLoginPatience};
  const gateway::AuthStart start{AIP_INPUT_LOGIN, method_, (*listener)->base()};
  const LoginRun run{needs, *site_, *account_, start, outcome};
  http::spawn(loop, run_login(run));
  loop.on_failure([&](const std::exception_ptr&) { loop.stop(); });
  {
    const TerminalInput input(loop, STDIN_FILENO, stop_signals, std::move(events));
    loop.run();
  }
  listener->reset();
  loop.drop_tasks();
  if (outcome.result && *outcome.result) return say_end(terminal.documents()), 0;
  const bool nothing = terminal.documents().empty();
  if (outcome.interrupted) {
    terminal.say(nothing ? "Stopped; nothing was written." : "Stopped.");
    return kInterrupted;
  }
  refuse("the login failed: " + (outcome.result ? outcome.result->error().detail : std::string("an internal fault")));
  if (nothing) terminal.say("Nothing was written.");
  return 1;
}

int LoginSession::import_kiro_cli(const std::filesystem::path& database) {
  const char* const home = std::getenv("HOME");
  const std::filesystem::path file = !database.empty() ? database : kiro_cli_database(home == nullptr ? "" : home);
  const auto rows = read_kiro_cli(file);
  if (!rows) return refuse(rows.error().detail), 1;
  const auto documents = kiro_documents(rows->reveal());
  if (!documents) return refuse(documents.error().detail), 1;
  const auto lock = wait_for_lock(site_->document);
  if (!lock) return refuse(lock.error().detail), 1;
  std::vector<std::filesystem::path> written;
  const auto write = [&](const std::filesystem::path& path, const Secret& text) {
    const auto done = pool::write_document(path, text.reveal());
    if (!done) return refuse(done.error().detail);
    written.push_back(path);
    return true;
  };
  // The registration first: a token that names none is of no use.
  if (!documents->registration_name.empty() &&
      !write(site_->document.parent_path() / documents->registration_name, documents->registration)) {
    return 1;
  }
  if (!write(site_->document, documents->token)) return 1;
  std::cerr << "Imported " << documents->source << " of " << plugin::printable(file.native()) << ".\n"
            << "kiro-cli and aipool now share a sign-in: whichever renews it may sign the other out.\n";
  say_end(written);
  return 0;
}

void LoginSession::say_end(const std::vector<std::filesystem::path>& documents) const {
  const bool stays = target_.configured && line_.login.file.empty();
  std::cerr << "Signed in to " << provider_id_ << ". The credential is in\n";
  for (const std::filesystem::path& file : documents) std::cerr << "  " << plugin::printable(file.native()) << '\n';
  if (documents.empty()) std::cerr << "  " << plugin::printable(site_->document.native()) << '\n';
  if (stays) {
    std::cerr << "which the account " << target_.account.uuid << " of the configuration uses.\n";
    return;
  }
  std::cerr << "To use it, have this in provider-pools.yaml, with your other accounts:\n\n" << std::flush;
  std::cout << pools_entry(provider_id_, target_.account, line_.login, provider_->account_options(), site_->document)
            << std::flush;
}

}  // namespace aipool::app
