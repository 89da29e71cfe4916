// Image files are never loaded from disk or network here; rasters are built in memory.
module.exports = (_source, _type, done) => done(new Error("image loading is not available in this build"));
