/** A header that has a file saved as the number of its document; what no file system takes is left out. */
export const savedAs = (number: string, extension: 'pdf' | 'csv') => ({
  'content-disposition': `attachment; filename="${number.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.${extension}"`,
});
