import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../../infra/local/data-folder.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { aFolder } from './a-front.ts';

let boots = 0;
const open = (path: string) => openDataFolder({ path, newBootId: () => `boot-${++boots}` });
const failure = (path: string) => {
  try {
    open(path).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error(`${path} was opened`);
};

const MODULE = resolve('infra/local/data-folder.ts');
const REPORT = resolve('infra/local/report-and-exit.ts');
const SCRIPT = `
const { openDataFolder } = await import(${JSON.stringify(MODULE)});
const { reportAndExit } = await import(${JSON.stringify(REPORT)});
try {
  openDataFolder({ path: process.argv[1], newBootId: () => 'child' });
  process.stdout.write('open\\n');
  setInterval(() => undefined, 1_000);
} catch (error) {
  reportAndExit(error, process);
}`;

/** Another process that opens the folder and holds it until it is killed. */
function aProcess(folder: string) {
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, folder]);
  let stderr = '';
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const exited = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const opened = new Promise<boolean>((done) => {
    child.stdout?.once('data', () => done(true));
    void exited.then(() => done(false));
  });
  return { child, opened, exited, stderr: () => stderr };
}

describe('the data folder', () => {
  it('is made when it is missing, with a format and a lock in it', () => {
    const path = join(aFolder(), 'a', 'b');
    const folder = open(path);
    expect(folder.path).toBe(path);
    expect(folder.file('issuer-key.json')).toBe(join(path, 'issuer-key.json'));
    expect(readFileSync(join(path, 'format-version'), 'utf8')).toBe('2\n');
    expect(JSON.parse(readFileSync(join(path, 'lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
      bootId: folder.bootId,
    });
    folder.close();
    expect(readdirSync(path)).toEqual(['format-version']);
  });

  it('has another boot id at each start', () => {
    const path = aFolder();
    const ids = [1, 2, 3].map(() => {
      const folder = open(path);
      folder.close();
      return folder.bootId;
    });
    expect(new Set(ids).size).toBe(3);
  });

  it('is refused to a second opener in this process', () => {
    const path = aFolder();
    const folder = open(path);
    expect(failure(path)).toMatch(/is in use by this process/);
    folder.close();
    open(path).close();
  });

  it('is refused to a second process in one line on stderr with exit code 1', async () => {
    const path = aFolder();
    const holder = aProcess(path);
    expect(await holder.opened).toBe(true);
    const second = aProcess(path);
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toBe(
      `The data folder ${path} is in use by process ${holder.child.pid}. End that process, or choose another folder with DATA_DIR.\n`,
    );
    expect(failure(path)).toContain(`process ${holder.child.pid}`);
  });

  it('is taken over from a process that was killed', async () => {
    const path = aFolder();
    const holder = aProcess(path);
    expect(await holder.opened).toBe(true);
    holder.child.kill('SIGKILL');
    await holder.exited;
    expect(existsSync(join(path, 'lock'))).toBe(true);
    const folder = open(path);
    expect(readdirSync(path).sort()).toEqual(['format-version', 'lock']);
    folder.close();
  });

  it('goes to one of several processes that find a dead lock at the same time', async () => {
    const path = aFolder();
    writeFileSync(join(path, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, born: '1', bootId: 'dead' }));
    const contenders = Array.from({ length: 4 }, () => aProcess(path));
    const opened = await Promise.all(contenders.map((contender) => contender.opened));
    expect(opened.filter((one) => one)).toHaveLength(1);
  });

  it.each(['', 'rubbish', '{"pid":"x"}', '{"pid":-1,"born":"1","bootId":"b"}', '{"pid":9e15,"born":"1","bootId":"b"}'])(
    'is taken over when a crash left the lock %j',
    (lock) => {
      const path = aFolder();
      writeFileSync(join(path, 'lock'), lock);
      open(path).close();
    },
  );

  it('is taken over when the process id of its lock was given to another process since', () => {
    const path = aFolder();
    writeFileSync(join(path, 'lock'), JSON.stringify({ pid: process.ppid, born: 'another birth', bootId: 'b' }));
    open(path).close();
  });

  it('does not give up a lock that is no longer its own', () => {
    const path = aFolder();
    const folder = open(path);
    writeFileSync(join(path, 'lock'), 'somebody else');
    folder.close();
    expect(readFileSync(join(path, 'lock'), 'utf8')).toBe('somebody else');
  });

  it('opens again with what is in it, and after a crash before its format was written', () => {
    const path = aFolder();
    open(path).close();
    writeFileSync(join(path, 'issuer-key.json'), '{}');
    open(path).close();
    const torn = aFolder();
    writeFileSync(join(torn, 'lock'), '');
    writeFileSync(join(torn, 'format-version.new'), '');
    open(torn).close();
  });
});

describe('a folder that cannot be the data folder', () => {
  it('may be a file', () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, '');
    expect(failure(file)).toBe(`The data folder ${file} is a file. Move it away, or choose a folder with DATA_DIR.`);
    expect(failure(join(file, 'below'))).toMatch(/cannot be used \(E[A-Z]+\)/);
    expect(failure('/dev/null')).toMatch(/is a file/);
  });

  it('may refuse to be written', () => {
    // Nobody, not even root, makes folders there. Elsewhere than on Linux the folder is simply not there.
    expect(failure('/proc/agent-sessions')).toMatch(
      /^The data folder \/proc\/agent-sessions cannot be used \(E[A-Z]+\)\. /,
    );
  });

  it('may hold other files', () => {
    const path = aFolder();
    writeFileSync(join(path, 'taxes.xls'), '');
    expect(failure(path)).toMatch(/holds other files \(taxes\.xls …\)/);
    expect(readdirSync(path)).toEqual(['taxes.xls']);
  });

  it.each(['1\n', '', 'rubbish'])('may have the format %j, and is unlocked again', (format) => {
    const path = aFolder();
    writeFileSync(join(path, 'format-version'), format);
    expect(failure(path)).toMatch(/has the format .* reads and writes format "2"/);
    expect(readdirSync(path)).toEqual(['format-version']);
  });

  it('may have folders where files should be', () => {
    const path = aFolder();
    mkdirSync(join(path, 'format-version'));
    expect(failure(path)).toMatch(/cannot be used \(EISDIR\)/);
    const other = aFolder();
    mkdirSync(join(other, 'lock'));
    expect(failure(other)).toMatch(/cannot be locked \(EISDIR\)/);
  });
});
