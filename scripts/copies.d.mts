export function copyLessons(project: string): string[];
export function lessonNamed(project: string, start?: string): string;
export function resetLesson(project: string, name: string): void;
