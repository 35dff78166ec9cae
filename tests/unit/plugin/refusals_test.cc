// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>

#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

struct Case {
  const char* plugin;
  const char* sentence;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.plugin; }

class RefusalsTest : public PluginTest, public ::testing::WithParamInterface<Case> {};

TEST_P(RefusalsTest, SaysWhy) { EXPECT_EQ(refusal(broken_plugin(GetParam().plugin)), GetParam().sentence); }

constexpr Case kFileCases[] = {
    {"no_such_file", "the file cannot be opened: No such file or directory"},
    {"no_manifest", "no manifest: it has no such section"},
    {"future_manifest", "its manifest asks for ABI \"2.0\", this host speaks 1.0"},
    {"bad_manifest", "its manifest's name is not of the form [a-z0-9_-]{1,64}"},
};
INSTANTIATE_TEST_SUITE_P(Files, RefusalsTest, ::testing::ValuesIn(kFileCases));

constexpr Case kGateCases[] = {
    {"no_entry", "exports no aipool_plugin_v1(); link it by the SDK's recipe: -Wl,--version-script=plugin.map"},
    {"extra_export",
     "exports \"extra_export_of_it\" beside aipool_plugin_v1(); link it by the SDK's recipe: "
     "-Wl,--version-script=plugin.map"},
    {"unique_symbol",
     "shares the variable \"shared_by_all\" with every other copy of itself (STB_GNU_UNIQUE); compile it with "
     "-fno-gnu-unique and link it with -Wl,--version-script=plugin.map"},
    {"nodelete", "can never be unloaded (NODELETE); link it without -Wl,-z,nodelete"},
    {"static_tls",
     "takes of the few static places for thread-local variables (STATIC_TLS), which runs out after some reloads; "
     "compile "
     "it without -ftls-model=initial-exec"},
    {"search_path", "brings a search path for libraries (RPATH or RUNPATH); link it without -rpath"},
    {"needs_library", "needs the library \"libz.so.1\"; link that into it, only the C and C++ runtimes may be shared"},
    {"stands_for_other", "stands for other libraries (DT_FILTER, DT_AUXILIARY, DT_AUDIT); link it without"},
    {"text_relocations", "writes into its own code while it is loaded (TEXTREL); compile all of it with -fPIC"},
    {"executable_stack", "wants an executable stack; link it with -Wl,-z,noexecstack"},
};
INSTANTIATE_TEST_SUITE_P(Gate, RefusalsTest, ::testing::ValuesIn(kGateCases));

constexpr Case kModuleCases[] = {
    {"entry_returns_null", "refuses to run here: its entry returned NULL"},
    {"throws_in_entry", "its entry threw an exception"},
    {"wrong_magic", "is no aipool plugin: its magic is 0x464c457f, not 0x31504941"},
    {"wrong_major", "speaks ABI 2.3, this host 1.0: rebuild it against this host's SDK"},
    {"short_struct", "its module has 136 bytes, ABI 1.0 needs 144"},
    {"huge_struct", "its module claims 65537 bytes, more than 65536"},
    {"null_create", "its module lacks create()"},
    {"null_manifest", "its module gives no manifest"},
    {"other_manifest", "the manifest of its module is not that of its section .aipool.manifest"},
    {"other_name", "its module is named \"impostor\", its manifest \"other-name\""},
    {"bad_version", "its module's version is not 1 to 64 visible characters"},
    {"lost_options", "its module counts options that are not there"},
    {"same_option_twice", "its module has the option \"size\" twice"},
    {"create_fails", "its create() failed with -17"},
};
INSTANTIATE_TEST_SUITE_P(Modules, RefusalsTest, ::testing::ValuesIn(kModuleCases));

constexpr Case kProtocolCases[] = {
    {"twice_a_protocol", "brings the protocol \"test.proto\" twice"},
    {"endless_roles", "brings more than 64 protocols"},
    {"bad_protocol_id", "brings a protocol whose id is not of the form [a-z0-9][a-z0-9._-]{0,62}"},
    {"no_half", "protocol \"test.proto\" has neither half"},
    {"null_inspect", "the client half of \"test.proto\" lacks inspect()"},
    {"short_client_half", "the client half of \"test.proto\" has 72 bytes, ABI 1.0 needs 80"},
    {"null_decode_frame", "the upstream half of \"test.proto\" lacks decode_frame()"},
    {"no_routes", "the client half of \"test.proto\" has no routes"},
    {"bad_route_method", "the client half of \"test.proto\" has a route whose method is no word of HTTP"},
    {"bad_route_path", "the client half of \"test.proto\" has a route whose path is no template: \"/test/{model?\""},
    {"no_operation", "the client half of \"test.proto\" has a route without an operation: \"/test/{model}\""},
    {"other_half", "its manifest describes the protocol \"test.proto\" wrongly"},
    {"broken_promise", "its manifest promises the protocol \"test.other\", it brings none"},
};
INSTANTIATE_TEST_SUITE_P(Protocols, RefusalsTest, ::testing::ValuesIn(kProtocolCases));

constexpr Case kProviderCases[] = {
    {"bad_provider_id", "brings a provider whose id is not of the form [a-z0-9][a-z0-9._-]{0,62}"},
    {"huge_provider", "the table of a provider claims 2147483647 bytes, more than 65536"},
    {"speechless_provider", "provider \"test-api\" has neither protocols nor steps"},
    {"null_prepare", "provider \"test-api\" lacks prepare()"},
    {"null_step", "the steps of provider \"test-api\" lacks step()"},
    {"unsaid_provider", "brings the provider \"test-api\", which its manifest does not name"},
};
INSTANTIATE_TEST_SUITE_P(Providers, RefusalsTest, ::testing::ValuesIn(kProviderCases));

using RefusedFileTest = PluginTest;

TEST_F(RefusedFileTest, TextFileIsNoLibrary) {
  const std::filesystem::path file = root_ / "text.so";
  std::ofstream(file) << "This is no library.\n";
  EXPECT_EQ(refusal(file), "is no plugin: it is too short for a library");
  std::ofstream(file) << std::string(5000, 'x');
  EXPECT_EQ(refusal(file), "is no plugin: it is no ELF file");
}

TEST_F(RefusedFileTest, HalfAFileIsRefusedWhereverItEnds) {
  const std::filesystem::path file = root_ / "half.so";
  const auto size = std::filesystem::file_size(mirror_plugin());
  for (std::uintmax_t part = 0; part < 50; ++part) {
    std::filesystem::copy_file(mirror_plugin(), file, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(file, size * part / 50);
    EXPECT_NE(refusal(file), "loaded") << part;
  }
}

TEST_F(RefusedFileTest, ARefusedPluginLeavesNothingBehind) {
  EXPECT_EQ(refusal(broken_plugin("null_decode_frame")), refusal(broken_plugin("null_decode_frame")));
  EXPECT_TRUE(lines_.empty());
  services_.reaper().drain();
  EXPECT_EQ(files_staged(), 0u);
}

}  // namespace
}  // namespace aipool::plugin
