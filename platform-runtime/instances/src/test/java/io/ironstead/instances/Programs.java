package io.ironstead.instances;

/** Small web servers for tests; each answers {@code /} with its instance's name. */
final class Programs {
    private Programs() {}

    /**
     * Paths do what they say: {@code /slow} answers after {@code SLOW} seconds, {@code /die} ends the process,
     * {@code /eat} takes memory without end, {@code /deaf} takes no connections any more, {@code /env} shows the environment.
     */
    static final String SERVER = """
            import json, os, socket, sys, threading, time
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            running = 0
            most = 0
            lock = threading.Lock()

            class Handler(BaseHTTPRequestHandler):
                def do_GET(self):
                    global running, most
                    with lock:
                        running += 1
                        most = max(most, running)
                    if self.path == '/die':
                        os._exit(7)
                    if self.path == '/eat':
                        hog = []
                        while True:
                            hog.append(bytearray(b'x') * (16 << 20))
                    if self.path == '/slow':
                        time.sleep(float(os.environ.get('SLOW', '0.3')))
                    body = os.environ['GAE_INSTANCE']
                    if self.path == '/env':
                        body = json.dumps(dict(os.environ))
                    if self.path == '/most':
                        body = str(most)
                    if self.path == '/deaf':
                        server.socket.shutdown(socket.SHUT_RDWR)
                    with lock:
                        running -= 1
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(body.encode())

                def log_message(self, format, *args):
                    print('saw ' + self.path, flush=True)

            class Server(ThreadingHTTPServer):
                request_queue_size = 128
                daemon_threads = True

            server = Server(('127.0.0.1', int(os.environ['PORT'])), Handler)
            server.serve_forever()
            """;
}
