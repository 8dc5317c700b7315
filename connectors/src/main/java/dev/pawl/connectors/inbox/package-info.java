/**
 * Sources to which others send, {@code socket} and {@code http}: what is received is in a log in the checkpoint before it is offered to a
 * batch, or acknowledged.
 */
@NullMarked
package dev.pawl.connectors.inbox;

import org.jspecify.annotations.NullMarked;
