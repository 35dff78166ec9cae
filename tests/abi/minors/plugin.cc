// SPDX-License-Identifier: MIT
//
// A plugin of one minor in C++: says which of the later members it was given, and uses its own.
#include <string>

#include "aipool/sdk.hpp"

namespace minors {
namespace sdk = aipool::sdk;

#if AIP_ABI_MINOR >= 1
#define SINCE_1(object) (object).since_1
#else
#define SINCE_1(object) \
  std::uint64_t { 0 }
#endif
#if AIP_ABI_MINOR >= 2
#define SINCE_2(object) (object).since_2
#else
#define SINCE_2(object) \
  std::uint64_t { 0 }
#endif

// "request 11 22": of a member that either side does not know nothing but 0 is seen.
template <class T>
std::string seen(std::string_view name, const T& object) {
  static_cast<void>(object);
  return std::string(name) + " " + std::to_string(SINCE_1(object)) + " " + std::to_string(SINCE_2(object)) + "\n";
}

template <class T>
T& fill(T& object, std::uint64_t number) {
  static_cast<void>(number);
#if AIP_ABI_MINOR >= 1
  object.since_1 = number + 1;
#endif
#if AIP_ABI_MINOR >= 2
  object.since_2 = number + 2;
#endif
  return object;
}

class Call final : public sdk::StepCall {
 public:
  explicit Call(std::string text) : text_(std::move(text)) {}

  void step(sdk::Env&, const aip_input& input, sdk::Out& out) override {
    text_ += seen("input", input);
    out.event(sdk::events::part_start(0, 0, AIP_PART_TEXT));
    aip_event delta = sdk::events::delta(0, 0, AIP_PART_TEXT, text_);
    out.event(fill(delta, 30));
#if AIP_ABI_MINOR >= 1
    aip_event later = sdk::events::make(AIP_EVENT_SINCE_1);
    out.event(later);
#endif
    out.event(sdk::events::end());
  }

 private:
  std::string text_;
};

class Steps final : public sdk::Provider, public sdk::Steps {
 public:
  std::string_view id() const override { return "minor-steps"; }
  aip_enum support(const aip_account&, aip_enum operation) const override {
#if AIP_ABI_MINOR >= 1
    if (operation == AIP_OP_SINCE_1) return AIP_SUPPORT_OWN;
#endif
    return operation == AIP_OP_GENERATE ? AIP_SUPPORT_OWN : AIP_SUPPORT_NONE;
  }
  std::unique_ptr<sdk::StepCall> open(sdk::Env&, const aip_account& account,
                                      const aip_request& request) const override {
    std::string text = seen("account", account) + seen("request", request);
    for (const aip_message& message : sdk::messages(request)) {
      text += seen("message", message);
      for (const aip_part& part : sdk::parts(message)) text += std::string(sdk::view(part.text)) + seen("", part);
    }
    return std::make_unique<Call>(std::move(text));
  }
};

class Api final : public sdk::Provider, public sdk::Judge {
 public:
  std::string_view id() const override { return "minor-api"; }
  std::string_view default_base_url() const override { return "http://127.0.0.1:9"; }
  std::span<const aip_bytes> protocols() const override { return protocols_; }
  aip_enum support(const aip_account&, aip_enum) const override { return AIP_SUPPORT_PROTOCOL; }
  void prepare(sdk::Env&, const aip_account&, const aip_request&, aip_prepared& prepared) const override {
    sdk::set_target(prepared, "POST", "/minor");
    fill(prepared, 40);
  }
  void judge(sdk::Env&, const aip_failure&, aip_verdict& verdict) const override {
    verdict.retryable = AIP_YES;
#if AIP_ABI_MINOR >= 1
    verdict.fault = AIP_FAULT_SINCE_1;
#endif
    fill(verdict, 50);
  }

 private:
  aip_bytes protocols_[1] = {sdk::bytes("openai.chat")};
};

class Plugin final : public sdk::Plugin {
 public:
  Plugin(sdk::Host, aip_fields) {}
  std::span<const sdk::Provider* const> providers() const override { return all_; }

 private:
  Steps steps_;
  Api api_;
  const sdk::Provider* all_[2] = {&steps_, &api_};
};

}  // namespace minors

AIPOOL_PLUGIN(minors::Plugin, "minor", "1.0.0", "aipool", "MIT",
              R"("protocols":[],"providers":[{"id":"minor-steps","protocols":[]},)"
              R"({"id":"minor-api","protocols":["openai.chat"]}])",
              {});
