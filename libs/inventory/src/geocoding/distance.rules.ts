/** A place on earth, in degrees. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** Coordinates as a source has them: none, or zeros, when nobody said where it lies. */
export interface Placed {
  latitude: number | null;
  longitude: number | null;
}

/** The place of a source, if somebody said where it lies. */
export function placeOf({ latitude, longitude }: Placed): Coordinates | undefined {
  if (!latitude && !longitude) return undefined;
  return { latitude: latitude ?? 0, longitude: longitude ?? 0 };
}

/** Great-circle distance in metres, on a sphere whose radius is 6371 km. MSI contract B7, 35. */
export function distanceMetres(a: Coordinates, b: Coordinates): number {
  const [latA, latB] = [radians(a.latitude), radians(b.latitude)];
  const haversine =
    Math.sin((latB - latA) / 2) ** 2 +
    Math.cos(latA) * Math.cos(latB) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
