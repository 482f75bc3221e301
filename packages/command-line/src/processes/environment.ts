import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { nodeBinary } from '../files/repository.ts';
import { STATE_MARKER } from './processes.ts';

/**
 * The only place that creates the environments of child processes, from lists of allowed variables. Whatever else a shell has set
 * (PYTHONPATH, NODE_OPTIONS, TF_CLI_ARGS, AWS_PROFILE, PIP_TARGET, NODE_ENV …) is meant for other programs and is left out.
 */

export type Environment = Record<string, string>;

/** What any program needs: its user, language and trusted certificate authorities. */
const BASE = ['HOME', 'LANG', 'LC_ALL', 'TZ', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'] as const;

const USER = ['USER', 'LOGNAME', 'SHELL', 'TERM', 'COLORTERM', 'NO_COLOR', 'FORCE_COLOR', 'TMPDIR', 'CI'] as const;
const LANGUAGE = ['LANGUAGE', 'LC_CTYPE', 'LC_MESSAGES', 'LC_NUMERIC', 'LC_TIME', 'LC_COLLATE'] as const;
const FOLDERS = ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_DATA_DIRS', 'XDG_RUNTIME_DIR'] as const;
const LIBRARIES = ['LD_LIBRARY_PATH', 'NIX_LD', 'NIX_LD_LIBRARY_PATH'] as const;
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'] as const;
const AUTHORITIES = [
  ...['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'NIX_SSL_CERT_FILE', 'GIT_SSL_CAINFO'],
] as const;

/** Where Python and its packages come from, never where they go. */
const PYTHON = [
  ...['PYTHON', 'PYENV_ROOT', 'PYENV_VERSION', 'ASDF_DIR', 'ASDF_DATA_DIR'],
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'PIP_NO_INDEX', 'PIP_TRUSTED_HOST', 'PIP_CONFIG_FILE'],
  ...['PIP_PROXY', 'PIP_CERT', 'PIP_CLIENT_CERT', 'PIP_CACHE_DIR', 'PIP_DEFAULT_TIMEOUT', 'PIP_RETRIES'],
] as const;
/** Where Terraform and its provider come from, never what Terraform does. */
const TERRAFORM = [
  ...[
    'TF_CLI_CONFIG_FILE',
    'TF_PLUGIN_DIR',
    'TF_PLUGIN_CACHE_DIR',
    'TF_REGISTRY_CLIENT_TIMEOUT',
    'TF_REGISTRY_DISCOVERY_RETRY',
  ],
  ...['TF_LOG', 'TF_LOG_PATH', 'GOGC', 'GOMAXPROCS'],
] as const;
/** How to reach the engine. Nothing of Compose: the file, the project and the profiles are this project's own. */
const DOCKER = [
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_CERT_PATH', 'DOCKER_TLS', 'DOCKER_TLS_VERIFY'],
  ...[
    'DOCKER_API_VERSION',
    'DOCKER_DEFAULT_PLATFORM',
    'DOCKER_BUILDKIT',
    'BUILDX_BUILDER',
    'BUILDX_CONFIG',
    'SSH_AUTH_SOCK',
  ],
] as const;
const GO = [
  ...['GOPROXY', 'GONOPROXY', 'GOPRIVATE', 'GOSUMDB', 'GONOSUMDB', 'GOINSECURE', 'GOAUTH'],
  ...['GOROOT', 'GOPATH', 'GOMODCACHE', 'GOCACHE', 'GOTOOLCHAIN'],
] as const;

/** The variables that set the port of each part of the stack. */
export const PORT_VARIABLES = {
  aws: 'AWS_PORT',
  database: 'DATABASE_PORT',
  enterwait: 'ENTERWAIT_PORT',
  nursery: 'NURSERY_PORT',
  management: 'MANAGEMENT_PORT',
} as const;

/** What a user may set for a command of this project. Its own scripts and tests read these. */
export const SETTINGS = [
  ...['STACK', 'HOST', 'REGION', ...Object.values(PORT_VARIABLES)],
  ...[
    'MAIL_SENDER',
    'MAIL_SANDBOX_RECIPIENT',
    'LOCALSTACK_IMAGE',
    'LOCALSTACK_VOLUME_DIR',
    'MYSQL_IMAGE',
    'NODE_IMAGE',
    'LOCALSTACK_AUTH_TOKEN',
  ],
  ...['ONLY', 'ALL', 'SPLIT', 'COVERAGE', 'ENV', 'SEED', 'CHECK', 'WORKERS', 'SCREENSHOTS', 'CHROMIUM_PATH'],
  ...['MODEL_RUNS', 'MARIADB_MODEL_RUNS', 'STACK_MODEL_RUNS', 'MODEL_SHRINK', 'PATH_'],
  ...['ENTERWAIT_TEST_STATE', 'ENTERWAIT_OWNER', 'TESTCONTAINERS_HOST_OVERRIDE', 'TESTCONTAINERS_RYUK_DISABLED'],
  ...['TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE', 'TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX'],
] as const;

const TOOLS: readonly string[] = [
  ...[...BASE, ...USER, ...LANGUAGE, ...FOLDERS, ...LIBRARIES, ...PROXIES, ...AUTHORITIES],
  ...[...PYTHON, ...TERRAFORM, ...DOCKER, ...GO],
];

/** A user's identity in AWS and how they signed in, which may involve a credential process or a browser. */
const PERSON =
  /^(AWS_|TF_VAR_|TF_TOKEN_|KUBE|HELM_|VAULT_|OKTA_|SAML2AWS_|GPG_TTY$|DISPLAY$|WAYLAND_DISPLAY$|BROWSER$|DBUS_SESSION_BUS_ADDRESS$)/;

/** A clean environment for a process of the stack in `stateDir`, with this Node first on PATH. It can only reach this machine. */
export function cleanEnvironment(stateDir: string, extra: Environment = {}): Environment {
  const path = [dirname(nodeBinary), pathOf(process.env)].join(':');
  return { ...pick(BASE, process.env), PATH: path, NODE_NO_WARNINGS: '1', [STATE_MARKER]: stateDir, ...extra };
}

/** For programs that download, install and prompt: Terraform, pip, apt, Docker, Go, git. */
export function toolEnvironment(extra: Environment = {}, env: NodeJS.ProcessEnv = process.env): Environment {
  const own: Environment = { ...pick(TOOLS, env), PATH: pathOf(env) };
  // If the file does not exist, Terraform prints a warning, even into its JSON.
  if (own.TF_CLI_CONFIG_FILE && !existsSync(own.TF_CLI_CONFIG_FILE)) delete own.TF_CLI_CONFIG_FILE;
  return {
    ...own,
    ...exceptions(env),
    // A pip settings file may set this too, but a venv's packages must go into the venv.
    PIP_USER: '0',
    PYTHONNOUSERSITE: '1',
    ...extra,
  };
}

/** For this project's own scripts and tests: the same, plus its settings. */
export const projectEnvironment = (extra: Environment = {}, env: NodeJS.ProcessEnv = process.env): Environment =>
  toolEnvironment({ ...pick(SETTINGS, env), ...extra }, env);

/** For what a user does in AWS and in a cluster (`TARGET=aws`): the same, plus their identity there. Never for a local stack. */
export const personEnvironment = (extra: Environment = {}, env: NodeJS.ProcessEnv = process.env): Environment => {
  const names = Object.keys(env).filter((name) => PERSON.test(name));
  return projectEnvironment({ ...pick(names, env), ...extra }, env);
};

/** Loopback addresses never go through a proxy, which could not reach them. Empty without a proxy. */
function exceptions(env: NodeJS.ProcessEnv): Environment {
  if (proxiesIn(env).length === 0) return {};
  const list = noProxyList(env).join(',');
  return { NO_PROXY: list, no_proxy: list };
}

/** The user's exceptions from the proxy, and this machine. */
export const noProxyList = (env: NodeJS.ProcessEnv): string[] => {
  const given = [env.NO_PROXY, env.no_proxy].flatMap((list) => (list ?? '').split(',')).map((entry) => entry.trim());
  return [...new Set([...given, '127.0.0.1', 'localhost', '::1', env.HOST ?? ''])].filter((entry) => entry !== '');
};

/** The proxies that are set, such as `HTTPS_PROXY=http://proxy:3128`, without any password they contain. */
export const proxiesIn = (env: NodeJS.ProcessEnv): string[] =>
  PROXIES.filter((name) => env[name]).map((name) => `${name}=${(env[name] ?? '').replace(/\/\/[^@/]*@/, '//…@')}`);

const pathOf = (env: NodeJS.ProcessEnv): string => env.PATH ?? '/usr/local/bin:/usr/bin:/bin';

function pick(names: readonly string[], env: NodeJS.ProcessEnv): Environment {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
