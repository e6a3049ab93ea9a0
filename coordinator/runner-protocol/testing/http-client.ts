import { Agent, type ClientRequest, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface OpenRequest {
  readonly request: ClientRequest;
  /** Rejects if the connection ends without an answer. */
  readonly answer: Promise<HttpAnswer>;
}

/** An HTTP/1.1 client that keeps its connections alive, as a runner does. */
export class HttpClient {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.#url = url;
  }

  /** Begins a POST. The test writes its body, and ends or aborts it. */
  open(path: string, headers: Record<string, string>): OpenRequest {
    const request = httpRequest(`${this.#url}${path}`, { method: 'POST', agent: this.#agent, headers });
    const answer = new Promise<HttpAnswer>((resolve, reject) => {
      request.once('error', reject);
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      });
    });
    answer.catch(() => undefined);
    return { request, answer };
  }

  post(path: string, body: unknown, headers: Record<string, string>): Promise<HttpAnswer> {
    const { request, answer } = this.open(path, { 'content-type': 'application/json', ...headers });
    request.end(JSON.stringify(body));
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }
}
