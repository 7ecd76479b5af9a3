#include "encode.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>

struct encode_errors {
	struct jpeg_error_mgr manager;
	jmp_buf out;
};

static void encode_jpeg_fail(j_common_ptr common) {
	longjmp(((struct encode_errors *)common->err)->out, 1);
}

int encode_jpeg(const struct picture *picture, struct box box, int quality, uint8_t **bytes, size_t *size) {
	struct encode_errors errors;
	struct jpeg_compress_struct jpeg;
	unsigned long length = 0;
	*bytes = NULL;
	jpeg.err = jpeg_std_error(&errors.manager);
	errors.manager.error_exit = encode_jpeg_fail;
	jpeg_create_compress(&jpeg);
	if (setjmp(errors.out)) {
		jpeg_destroy_compress(&jpeg);
		free(*bytes);
		return -ENOMEM;
	}
	jpeg_mem_dest(&jpeg, bytes, &length);
	jpeg.image_width = (JDIMENSION)box.width;
	jpeg.image_height = (JDIMENSION)box.height;
	jpeg.input_components = 4;
	jpeg.in_color_space = picture->format == PICTURE_BGRX ? JCS_EXT_BGRX : JCS_EXT_RGBX;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, quality, TRUE);
	jpeg.dct_method = JDCT_FASTEST;
	jpeg_start_compress(&jpeg, TRUE);
	while (jpeg.next_scanline < jpeg.image_height) {
		JSAMPROW row = picture_at(picture, box.x, box.y + (int)jpeg.next_scanline);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	*size = length;
	return 0;
}

static void encode_png_write(png_structp png, png_bytep bytes, png_size_t size) {
	if (fwrite(bytes, 1, size, png_get_io_ptr(png)) != size)
		png_error(png, "out of memory");
}

static void encode_png_flush(png_structp png) {
}

static int encode_png_to(FILE *out, const struct picture *picture) {
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	if (!info || setjmp(png_jmpbuf(png))) {
		png_destroy_write_struct(&png, &info);
		return -ENOMEM;
	}
	png_set_write_fn(png, out, encode_png_write, encode_png_flush);
	png_set_compression_level(png, 3);
	png_set_IHDR(png, info, (png_uint_32)picture->width, (png_uint_32)picture->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	png_set_filler(png, 0, PNG_FILLER_AFTER);
	if (picture->format == PICTURE_BGRX)
		png_set_bgr(png);
	for (int y = 0; y < picture->height; y++)
		png_write_row(png, picture_at(picture, 0, y));
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return 0;
}

int encode_png(const struct picture *picture, uint8_t **bytes, size_t *size) {
	*bytes = NULL;
	FILE *out = open_memstream((char **)bytes, size);
	if (!out)
		return -ENOMEM;
	int rc = encode_png_to(out, picture);
	if (fclose(out) != 0)
		rc = -ENOMEM;
	if (rc < 0)
		free(*bytes);
	return rc;
}
