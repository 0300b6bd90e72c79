// The learner's own copies of the lessons. To run a lesson changes its file; in these copies that is no change of the
// project, so that a later "git pull" brings new lessons and touches nobody's answers.
import fs from "node:fs";
import path from "node:path";
import { OWN_LESSONS } from "./jupyter.mjs";
import { readJson, Stop, sha256 } from "./tools.mjs";

/** What was copied: of each file the SHA-256 of the lesson as it came, and of a newer one that was offered since. */
const RECORD = ".copied.json";

/**
 * Makes the copies that are not there, and brings those up to date that nobody has run or changed. Where a lesson is newer
 * than a copy in use, it is put beside it, once. Returns a sentence for each of those.
 */
export function copyLessons(project) {
  const folder = path.join(project, OWN_LESSONS);
  fs.mkdirSync(folder, { recursive: true });
  const record = recordOf(folder);
  const said = [];
  for (const name of lessonsOf(project)) {
    const lesson = fs.readFileSync(path.join(project, "notebooks", name));
    const newest = sha256(lesson);
    const own = path.join(folder, name);
    const known = record[name];
    const current = fs.existsSync(own) ? sha256(fs.readFileSync(own)) : undefined;
    if (current === undefined || current === newest || current === known?.copied) {
      if (current !== newest) write(own, lesson);
      record[name] = { copied: newest };
    } else if (![known?.copied, known?.offered].includes(newest)) {
      const beside = freeName(folder, name, "newer");
      write(path.join(folder, beside), lesson);
      record[name] = { ...known, offered: newest };
      said.push(
        `${name} is newer in the project than your copy in ${OWN_LESSONS}/, which stays as it is. ` +
          `The newer one is beside it: ${beside}`,
      );
    }
  }
  write(path.join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  return said;
}

/** The lesson whose name begins so. Throws unless it is one. */
export function lessonNamed(project, start) {
  const lessons = lessonsOf(project).filter((name) => name.endsWith(".ipynb"));
  const found = lessons.filter((name) => start && name.startsWith(start));
  if (found.length === 1) return found[0];
  throw new Stop(
    `${start ? `"${start}" begins the names of ${found.length} lessons` : "Which lesson?"} ` +
      `Say it like this: npm run lessons:reset -- ${lessons[0].split("-")[0]}\n${lessons.join("\n")}`,
  );
}

/** Replaces a copy by the lesson as it comes with the project. */
export function resetLesson(project, name) {
  const folder = path.join(project, OWN_LESSONS);
  fs.mkdirSync(folder, { recursive: true });
  const lesson = fs.readFileSync(path.join(project, "notebooks", name));
  write(path.join(folder, name), lesson);
  const record = { ...recordOf(folder), [name]: { copied: sha256(lesson) } };
  write(path.join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** The lessons, and the first page. */
function lessonsOf(project) {
  const names = fs.readdirSync(path.join(project, "notebooks"));
  return names.filter((name) => /\.(ipynb|md)$/.test(name)).sort();
}

/** Without a record all copies count as the learner's. */
function recordOf(folder) {
  try {
    return Object(readJson(folder, RECORD));
  } catch {
    return {};
  }
}

/** 5.1-computational-graphs (newer).ipynb, or a number more. */
function freeName(folder, name, remark) {
  const { name: stem, ext } = path.parse(name);
  for (let i = 1; ; i++) {
    const free = `${stem} (${remark}${i > 1 ? ` ${i}` : ""})${ext}`;
    if (!fs.existsSync(path.join(folder, free))) return free;
  }
}

function write(file, content) {
  fs.writeFileSync(`${file}.partial`, content);
  fs.renameSync(`${file}.partial`, file);
}
