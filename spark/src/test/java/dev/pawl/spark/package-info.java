@NullMarked
package dev.pawl.spark;

import org.jspecify.annotations.NullMarked;
