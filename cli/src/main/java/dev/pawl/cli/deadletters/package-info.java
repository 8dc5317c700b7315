/** {@code pawl deadletters}: looks at records that queries could not take, and feeds them back. */
@NullMarked
package dev.pawl.cli.deadletters;

import org.jspecify.annotations.NullMarked;
