import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request as ask, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** As docs/operations.md has it, with what lets it run beside another nginx. */
const nginxConf = (port: number, ports: number[]) => `
worker_processes 1;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 1024; }
http {
	access_log off;
	${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
	upstream porchlight {
		${ports.map((one) => `server 127.0.0.1:${one} max_fails=0;`).join(' ')}
		keepalive 16;
		keepalive_timeout 100ms;
	}
	server {
		listen 127.0.0.1:${port};
		location / {
			proxy_pass http://porchlight;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $http_host;
			proxy_connect_timeout 1s;
			proxy_next_upstream error timeout;
		}
	}
}`;

/**
 * What stands before instances on this machine: nginx where the machine has it (NGINX_PROGRAM where it is elsewhere),
 * else a few lines of Node that ask another instance in the same cases.
 */
export async function startProxy(port: number, ports: number[]) {
	const program = process.env.NGINX_PROGRAM || 'nginx';
	const { stderr, status } = spawnSync(program, ['-v'], { encoding: 'utf8' });
	if (status !== 0) return startNodeProxy(port, ports);
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-nginx-'));
	writeFileSync(join(folder, 'nginx.conf'), nginxConf(port, ports));
	const options = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log', '-g', 'daemon off;'];
	const nginx = spawn(program, options, { stdio: ['ignore', 'inherit', 'inherit'] });
	while (!(await listens(port))) {
		if (nginx.exitCode !== null) throw new Error('nginx did not start.');
		await sleep(50);
	}
	return {
		name: stderr.trim().replace(/^nginx version: /, ''),
		async stop() {
			nginx.kill('SIGTERM');
			await once(nginx, 'exit');
			rmSync(folder, { recursive: true });
		}
	};
}

async function listens(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const found = await once(socket, 'connect').then(
		() => true,
		() => false
	);
	socket.destroy();
	return found;
}

async function startNodeProxy(port: number, ports: number[]) {
	const agent = new Agent({ keepAlive: true, maxFreeSockets: 16 });
	let turn = 0;
	const server = createServer(async (request, response) => {
		const body = await buffer(request);
		for (const left of ports.keys()) {
			const to = ports[(turn += 1) % ports.length]!;
			try {
				const answer = await forward({ agent, request, body, port: to });
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
				return;
			} catch (error) {
				const unsent = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
				if ((unsent || request.method === 'GET') && left < ports.length - 1) continue;
				response.writeHead(502).end();
				return;
			}
		}
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		name: 'a proxy in Node',
		async stop() {
			agent.destroy();
			server.close();
			server.closeAllConnections();
		}
	};
}

interface Forwarded {
	agent: Agent;
	request: IncomingMessage;
	body: Buffer;
	port: number;
}

async function forward({ agent, request, body, port }: Forwarded): Promise<IncomingMessage> {
	const { method, url: path, headers } = request;
	const forwarded = ask({ host: '127.0.0.1', port, path, method, headers, agent }).end(body);
	const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
	return answer;
}
