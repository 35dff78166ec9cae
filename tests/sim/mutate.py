# SPDX-License-Identifier: MIT
"""mutate.py NAME FILE OUT: writes FILE with the fault NAME seeded into it. `mutate.py --list` prints `NAME FILE` of each.

A fault is an exact text of the source and what stands there instead, so that the source itself knows nothing of faults; a text
that is gone, or is there twice, is an error: then the fault wants another place.
"""
import sys

FAULTS = {
    'serves_the_latest_used_group': ('pool.cc', 'if (best && *best < key) return;',
                                     'if (best && key < *best) return;'),
    'leases_one_over_the_limit': ('pool.cc', 'use.in_flight >= limit ?', 'use.in_flight > limit ?'),
    'leases_suspended_accounts': ('pool.cc', 'if (use.disabled || use.suspended) return', 'if (use.disabled) return'),
    'forgets_that_models_rest': ('pool.cc', 'return known->second.admits();', 'return true;'),
    'takes_the_tried_account_again': ('pool.cc', 'if (&account == except || contains(wish.tried, key.index)) continue;',
                                      'if (&account == except) continue;'),
    'wakes_nobody_when_a_rest_ends': ('pool.cc', 'if (woke) serve_waiters(now, effects);', 'static_cast<void>(woke);'),
    'loses_the_slot_of_a_client_that_goes': ('pool_health.cc', '    leave_circuits(lease);\n    settle(*lease.account_);\n',
                                             '    leave_circuits(lease);\n'),
    'keeps_the_probe_of_a_client_that_goes': ('pool_health.cc', '    end(lease);\n    leave_circuits(lease);\n', '    end(lease);\n'),
    'serves_nobody_after_a_success': ('pool_health.cc', 'if (!waiters_.empty()) {\n      serve_waiters(latest_, effects);',
                                                 'if (!waiters_.empty()) {'),
    'leaves_the_hopeless_waiting': ('pool_health.cc', '      serve_waiters(now, effects);\n      if (!effects.changes.empty()) '
                                    'refuse_hopeless(now, effects);\n    }\n  }', '      serve_waiters(now, effects);\n    }\n  }'),
    'shuts_out_the_last_account': ('pool_health.cc', 'return ready_ + busy_ == (counted ? 1u : 0u);',
                                   'return counted && ready_ + busy_ == 0;'),
    'lets_everybody_probe': ('circuit.cc', '  probe_out_ = probe;', '  probe_out_ = false;'),
    'believes_answers_from_before': ('circuit.cc', 'if (pass.epoch != epoch_) return;\n  if (state_',
                                     'if (state_'),
    'ignores_the_time_the_upstream_names': ('circuit.cc', '  if (verdict.retry_after) {\n    return', '  if (false) {\n    return'),
    'forgets_suspensions_at_a_reload': ('pool_state.cc', 'use.suspended = kept.suspended;', ''),
}


def main(arguments):
    if arguments == ['--list']:
        print('\n'.join(f'{name} {fault[0]}' for name, fault in FAULTS.items()))
        return
    name, source, target = arguments
    _, there, instead = FAULTS[name]
    with open(source, encoding='utf-8') as file:
        text = file.read()
    if text.count(there) != 1:
        sys.exit(f'{source}: the place of {name} is there {text.count(there)} times')
    with open(target, 'w', encoding='utf-8') as file:
        file.write(text.replace(there, instead))


main(sys.argv[1:])
