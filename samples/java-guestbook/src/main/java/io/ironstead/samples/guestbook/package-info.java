/** A guestbook on App Engine's own datastore and memcache, as Google's SDK offers them. Start at {@code GuestbookServlet}. */
@NullMarked
package io.ironstead.samples.guestbook;

import org.jspecify.annotations.NullMarked;
