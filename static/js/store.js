// What stays on this phone: drafts of forms, and photos on their way. Both belong to a person.
const FORTNIGHT = 14 * 24 * 3600 * 1000;
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("crm", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: ["person", "key"] });
      asked.result.createObjectStore("photos", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// Runs one request in a transaction of its own. Without storage (private windows) everything is simply not kept.
async function ask(store, mode, make) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = make(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } catch {
    return undefined;
  }
}

const all = async (store) => (await ask(store, "readonly", (kept) => kept.getAll())) ?? [];

export const draft = (person, key) => ask("drafts", "readonly", (kept) => kept.get([person, key]));
export const keepDraft = (record) => ask("drafts", "readwrite", (kept) => kept.put(record));
export const dropDraft = (person, key) => ask("drafts", "readwrite", (kept) => kept.delete([person, key]));

export const photosOf = async (person) => (await all("photos")).filter((photo) => photo.person === person);
export const keepPhoto = (record) => ask("photos", "readwrite", (kept) => kept.put(record));
export const dropPhoto = (id) => ask("photos", "readwrite", (kept) => kept.delete(id));

export async function draftsOf(person) {
  return (await all("drafts")).filter((record) => record.person === person);
}

// In one stroke: the page may be gone before a second one. An empty list comes after every key.
export const forgetDrafts = (person) =>
  ask("drafts", "readwrite", (kept) => kept.delete(IDBKeyRange.bound([person], [person, []])));

// Nothing stays longer than a fortnight, whoever it belongs to.
export async function dropOld() {
  const limit = Date.now() - FORTNIGHT;
  for (const record of await all("drafts")) if (record.at < limit) await dropDraft(record.person, record.key);
  for (const photo of await all("photos")) if (photo.at < limit) await dropPhoto(photo.id);
}
