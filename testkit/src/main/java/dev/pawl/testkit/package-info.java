/** What tests of several modules share: real systems in the test's own process, and nothing left behind by them. */
@NullMarked
package dev.pawl.testkit;

import org.jspecify.annotations.NullMarked;
