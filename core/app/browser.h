// SPDX-License-Identifier: MIT
//
// Whether a browser on this screen would be the operator's, and opening a page in it.
//
// Flow:      the terminal opens the sign-in page where that is so, and always shows its address as well.
// Threading: pure functions, and the start of a process.
// Ownership: the browser is not waited for.
// Errors:    open_browser() says no where there is none.
#pragma once

#include <string>

namespace aipool::app {

// A graphical session, and not over SSH.
bool has_local_browser();

// With xdg-open, which sees nothing of this program but the address. http:// and https:// only.
bool open_browser(const std::string& url);

}  // namespace aipool::app
